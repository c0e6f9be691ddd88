import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { openJournal } from '../../src/adapters/journal/open.ts';
import { startBrowser } from '../support/browser/browser.ts';
import { freePorts } from '../support/stack/free-ports.ts';
import { type Bench, type BenchReport, median, rounded } from './bench.ts';
import { buildController } from './loop/build.ts';
import { fleetOf, REPLICAS, REQUESTS_PER_SECOND } from './loop/fleet.ts';
import { nextTick, withController } from './loop/measure.ts';

const SERVICES = 20;
const TOKEN = 'a-reading-token-of-the-bench';
const BUCKET_MS = 15_000;
const DAY_MS = 86_400_000;
const SERIES = [
  'requests',
  'replicas.current',
  'replicas.ready',
  'replicas.desired',
  'replicas.min',
  'replicas.max',
];
const SETTLING_TICKS = 5;
const WATCHED_MS = 10_000;

/** One visit: milliseconds until all services were drawn, until a day of one was, and the longest frame while watching. */
interface Visit {
  readonly firstView: number;
  readonly day: number;
  readonly longestFrame: number;
}

/** The dashboard of twenty services of ten replicas with a day of history, in a real Chromium on loopback. */
export const dashboard: Bench = {
  summary: 'size, first view and smoothness of the dashboard with twenty services and a day of history',
  run: async ({ quick, say }) => {
    say('compiling the controller, as its image has it…');
    const built = await buildController();
    const own = await startBrowser();
    try {
      await cp('dist/dashboard', join(built.directory, 'dashboard'), { recursive: true });
      const [port = 0] = await freePorts(1);
      const address = `http://127.0.0.1:${port}`;
      const options = {
        program: built.directory,
        services: SERVICES,
        intervalMs: 1_000,
        listen: `127.0.0.1:${port}`,
        env: { AUTOSCALER_API_READ_TOKEN: TOKEN },
        prepare: async (stateDir: string) => {
          say('writing a day of history…');
          writeHistory(stateDir);
        },
      };
      return await withController(options, async (controller) => {
        for (let tick = 0; tick < SETTLING_TICKS; tick += 1) await nextTick(controller);
        const visits: Visit[] = [];
        while (visits.length < (quick ? 2 : 6)) {
          say(`visit ${visits.length + 1}`);
          const context = await own.browser.newContext({ viewport: { width: 1280, height: 900 } });
          visits.push(await visit(await context.newPage(), `${address}/#/?token=${TOKEN}`));
          await context.close();
        }
        return report(visits, await packedBytes(address));
      });
    } finally {
      await own.close();
      await built.remove();
    }
  },
};

function writeHistory(stateDir: string): void {
  const journal = openJournal(stateDir, { clock: systemClock, onNotice: () => undefined });
  const { project, services } = fleetOf(SERVICES);
  const end = Math.floor(Date.now() / BUCKET_MS) * BUCKET_MS;
  for (const { name } of services)
    for (const series of SERIES) {
      const times = Array.from(
        { length: DAY_MS / BUCKET_MS },
        (_, index) => end - DAY_MS + index * BUCKET_MS,
      );
      const ref = { project, service: name };
      journal.recordPoints(times.map((at) => ({ ref, series, point: pointAt(at, series) })));
    }
  journal.close();
}

/** A day's wave. */
function pointAt(at: number, series: string) {
  const wave = 0.6 + 0.4 * Math.sin((2 * Math.PI * at) / DAY_MS);
  const mean = series === 'requests' ? REQUESTS_PER_SECOND * wave : Math.ceil(REPLICAS * wave);
  return { at, mean, low: mean * 0.95, high: mean * 1.05, count: 3 };
}

async function visit(page: Page, link: string): Promise<Visit> {
  const start = performance.now();
  await page.goto(link);
  await page
    .locator('.service')
    .nth(SERVICES - 1)
    .waitFor();
  const firstView = performance.now() - start;
  const longestFrame: number = await page.evaluate(`new Promise((done) => {
    let longest = 0, last = performance.now(), until = last + ${WATCHED_MS};
    const frame = (now) => { longest = Math.max(longest, now - last); last = now; now < until ? requestAnimationFrame(frame) : done(longest); };
    requestAnimationFrame(frame);
  })`);
  await page.locator('.service').first().click();
  await page.locator('.u-legend').first().waitFor();
  const asked = performance.now();
  const answer = page.waitForResponse((response) => response.url().includes('/samples'));
  await page.getByRole('button', { name: '24 h' }).click();
  await answer;
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return { firstView, day: performance.now() - asked, longestFrame };
}

/** What a first visit loads, as it is sent. */
async function packedBytes(address: string): Promise<number> {
  const size = async (path: string) => {
    const response = await fetch(`${address}/${path}`, { headers: { 'accept-encoding': 'gzip' } });
    return { text: await response.text(), bytes: Number(response.headers.get('content-length')) };
  };
  const { text, bytes } = await size('');
  const assets = [...text.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path = '']) => size(path));
  return (await Promise.all(assets)).reduce((sum, asset) => sum + asset.bytes, bytes);
}

function report(visits: readonly Visit[], bytes: number): BenchReport {
  const kilobytes = rounded(bytes / 1000, 1);
  const middle = (of: (visit: Visit) => number) => Math.round(median(visits.map(of)));
  const firstView = middle((visit) => visit.firstView);
  const day = middle((visit) => visit.day);
  const longest = middle((visit) => visit.longestFrame);
  return {
    name: 'dashboard',
    what: `The shipped program with ${SERVICES} services of ${REPLICAS} replicas against stubs, a tick every second, and a day of history in its journal; a real Chromium on the same machine.`,
    rows: visits.map((visit, index) => ({
      visit: index + 1,
      'first view ms': Math.round(visit.firstView),
      'a day of one service ms': Math.round(visit.day),
      'longest frame in 10 s ms': Math.round(visit.longestFrame),
    })),
    aims: [
      { aim: 'at most 150 kB in all, packed', measured: kilobytes, met: kilobytes <= 150 },
      { aim: 'the first view within a second, median', measured: firstView, met: firstView <= 1000 },
      { aim: 'a day of one service within a second, median', measured: day, met: day <= 1000 },
      {
        aim: 'no frame over 100 ms while twenty services change, median',
        measured: longest,
        met: longest <= 100,
      },
    ],
  };
}
