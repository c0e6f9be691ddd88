import { type ChildProcess, fork } from 'node:child_process';
import type { Burden, LoadReport } from './api/load-process.ts';
import { type Bench, type BenchAim, type BenchOptions, type BenchReport, median, rounded } from './bench.ts';
import { buildController } from './loop/build.ts';
import { REPLICAS } from './loop/fleet.ts';
import { assertSettled, end, nextMessage, nextTick, withController } from './loop/measure.ts';
import type { TickReport } from './loop/probe-process.ts';

const SERVICES = 20;
const INTERVAL_MS = 1_000;
const PORT = 19_095;
const TOKEN = 'a-reading-token-of-the-bench';
const BURDENS: readonly Burden[] = ['listeners', 'slow-readers', 'requests', 'abuse'];
/** Ticks of each burden and round: those that are counted, and those before them that are not. */
const ROUNDS = { full: { rounds: 3, warmUp: 3, counted: 10 }, quick: { rounds: 1, warmUp: 2, counted: 10 } };
const SETTLING_TICKS = 10;

/** One burden of one round: its ticks, and what came of it. */
interface Phase {
  readonly burden: Burden;
  readonly ticks: readonly TickReport[];
  readonly load: LoadReport;
}

/** Ticks of the controller while its API is listened to, read slowly, asked and abused, and while it is left alone. */
export const api: Bench = {
  summary: 'ticks with and without a thousand listeners, slow readers, many requests and abuse of the API',
  run: async (options) => {
    options.say('compiling the controller, as its image has it…');
    const built = await buildController();
    try {
      return report(await measureAll(built.directory, options));
    } finally {
      await built.remove();
    }
  },
};

function measureAll(program: string, { quick, say }: BenchOptions): Promise<readonly Phase[]> {
  const { rounds, warmUp, counted } = quick ? ROUNDS.quick : ROUNDS.full;
  const options = {
    program,
    services: SERVICES,
    intervalMs: INTERVAL_MS,
    listen: `127.0.0.1:${PORT}`,
    env: { AUTOSCALER_API_READ_TOKEN: TOKEN },
  };
  return withController(options, async (controller) => {
    const load = fork(new URL('api/load-process.ts', import.meta.url), [String(PORT), TOKEN]);
    try {
      await nextMessage(load, 'the load');
      for (let tick = 0; tick < SETTLING_TICKS; tick += 1) await nextTick(controller);
      const phases: Phase[] = [];
      for (let round = 1; round <= rounds; round += 1)
        for (const burden of BURDENS.flatMap((each) => ['nothing', each] as const)) {
          say(`round ${round} of ${rounds}: ${burden}`);
          await change(load, burden);
          for (let tick = 0; tick < warmUp; tick += 1) await nextTick(controller);
          const ticks: TickReport[] = [];
          while (ticks.length < counted) ticks.push(assertSettled(await nextTick(controller), options));
          phases.push({ burden, ticks, load: await change(load, 'nothing') });
        }
      return phases;
    } finally {
      await end(load);
    }
  });
}

/** Begins another burden; returns what came of the one before. */
async function change(load: ChildProcess, burden: Burden): Promise<LoadReport> {
  load.send(burden);
  return nextMessage<LoadReport>(load, 'the load');
}

function rowOf(burden: Burden, phases: readonly Phase[]) {
  const own = phases.filter((phase) => phase.burden === burden);
  const ticks = own.flatMap((phase) => phase.ticks);
  const sum = (of: (load: LoadReport) => number) => own.reduce((total, { load }) => total + of(load), 0);
  return {
    burden,
    ticks: ticks.length,
    'median ms': rounded(median(ticks.map(({ ms }) => ms))),
    'longest ms': rounded(Math.max(...ticks.map(({ ms }) => ms))),
    'CPU ms': rounded(median(ticks.map(({ cpuMs }) => cpuMs))),
    'loop held up ms': rounded(median(ticks.map(({ loopDelayMs }) => loopDelayMs))),
    'longest held up ms': rounded(Math.max(...ticks.map(({ loopDelayMs }) => loopDelayMs))),
    'RSS MB': rounded(Math.max(...ticks.map(({ rssBytes }) => rssBytes)) / 1e6, 1),
    'connections at the end': Math.max(...own.map(({ load }) => load.connections)),
    'read MB': rounded(sum(({ megabytes }) => megabytes)),
    answers: sum(({ answers }) => answers),
    refused: sum(({ refused }) => refused),
    'cut off': sum(({ cutOff }) => cutOff),
  };
}

function report(phases: readonly Phase[]): BenchReport {
  const alone = rowOf('nothing', phases);
  const rssBefore = rowOf('nothing', phases.slice(0, 1))['RSS MB'];
  const rows = BURDENS.map((burden) => rowOf(burden, phases));
  const aims = rows.flatMap((row): readonly BenchAim[] => {
    const times = rounded(row['median ms'] / alone['median ms']);
    const more = rounded(row['RSS MB'] - rssBefore, 1);
    const heldUp = rounded(row['loop held up ms'] - alone['loop held up ms']);
    return [
      { aim: `${row.burden}: a tick takes at most twice as long, median`, measured: times, met: times <= 2 },
      {
        aim: `${row.burden}: the loop is held up at most 30 ms longer, median`,
        measured: heldUp,
        met: heldUp <= 30,
      },
      { aim: `${row.burden}: at most 200 MB more than before any`, measured: more, met: more <= 200 },
    ];
  });
  return {
    name: 'api',
    what: `One tick of the shipped program every ${INTERVAL_MS / 1000} s for ${SERVICES} services of ${REPLICAS} replicas, against stubs in another process, while a third one burdens its API: a thousand listeners to events; a thousand connections that ask for events and lists and never read; 16 connections that ask without a pause; 16 that send what is malformed, too large or not allowed. Between any two burdens it is left alone. Held up is the longest wait of its event loop from tick to tick.`,
    rows: [alone, ...rows],
    aims,
  };
}
