import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { violationsOf } from '../../support/browser/axe.ts';
import { type OwnBrowser, startBrowser } from '../../support/browser/browser.ts';
import { CHANGING, READING, type ServedWorld, serveWorld } from '../../support/browser/served-world.ts';
import { eventually } from '../../support/wait.ts';
import { webPolicy } from '../../support/world/policies.ts';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

let own: OwnBrowser;
let served: ServedWorld;

beforeAll(async () => {
  own = await startBrowser();
  const shadow = webPolicy({ min: 3, origin: 'next.yaml' });
  const policy = webPolicy({ shadow, price: { perHour: 0.042, currency: 'EUR' } });
  served = await serveWorld({ policy, replicas: 2 });
  for (let tick = 0; tick < 12; tick += 1) await served.tick();
});
afterAll(async () => {
  await served?.stop();
  await own?.close();
});

/** Runs in the page: its dates are those of the world, its timers stay the browser's own. */
function shiftDate(byMs: number): void {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: readonly unknown[]) =>
      Reflect.construct(target, args.length === 0 ? [RealDate.now() + byMs] : args),
    get: (target, key) => (key === 'now' ? () => RealDate.now() + byMs : Reflect.get(target, key)),
  });
}

/** A page of its own for one test; with a token as `autoscaler dashboard` gives it. */
async function open(token?: string, options: BrowserContextOptions = {}, path = '#/'): Promise<Page> {
  const context = await own.browser.newContext({ viewport: DESK, locale: 'en', ...options });
  onTestFinished(() => context.close());
  await context.addInitScript(shiftDate, served.world.clock.now() - Date.now());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${served.address}/${token === undefined ? '' : `#/?token=${token}`}`);
  if (path !== '#/') {
    await page.getByRole('link', { name: /web/ }).click();
    await page.getByRole('heading', { level: 1, name: 'shop web' }).waitFor();
  }
  return page;
}

const openService = (token: string, options: BrowserContextOptions = {}) =>
  open(token, options, '#/shop/web');

async function says(place: Locator, text: RegExp): Promise<void> {
  await place.filter({ hasText: text }).first().waitFor();
}

describe('who may see it', () => {
  test('without a token it asks for one, says when it is wrong, and opens with a right one', async () => {
    const page = await open();
    const field = page.getByLabel('Token');
    await field.fill('wrong-token-0123456789');
    await page.getByRole('button', { name: 'Use it' }).click();
    await says(page.getByRole('alert'), /this token is not known/);
    expect(await violationsOf(page)).toEqual([]);
    await field.fill(READING);
    await page.getByRole('button', { name: 'Use it' }).click();
    await says(page.getByRole('link', { name: /web/ }), /min 1 · max 10/);
  });

  test('a link opens it, and the token leaves the address', async () => {
    const page = await open(READING);
    await says(page.getByRole('status'), /live/);
    expect(page.url()).toBe(`${served.address}/#/`);
  });

  test('a reading token shows everything and changes nothing', async () => {
    const page = await openService(READING);
    await says(page.locator('main'), /This token may only read/);
    expect(await page.getByRole('button', { name: /Scale|Pause|Bounds/ }).count()).toBe(0);
  });
});

describe('what it shows', () => {
  test('each service at a glance, and nothing from other hosts', async () => {
    const page = await open(READING);
    const seen: string[] = [];
    page.on('request', (request) => seen.push(new URL(request.url()).origin));
    page.on('console', (message) => seen.push(message.text()));
    await page.reload();
    const card = page.getByRole('link', { name: /web/ });
    await says(card, /shop web/);
    await says(card, /min 1 · max 10/);
    expect(new Set(seen.filter((origin) => origin !== 'null'))).toEqual(new Set([served.address]));
  });

  test('a service with why, charts, replicas and history', async () => {
    const page = await openService(CHANGING);
    await says(page.getByRole('region', { name: 'Why' }), /hold/);
    await says(page.getByRole('region', { name: 'Why' }), /The shadow policy: up from 2 to 3/);
    await says(
      page.getByRole('region', { name: 'Cost so far' }),
      /€0\.084 an hour.*Last 24 h€.*replica-hours/,
    );
    await page.getByRole('img', { name: /^Replicas over time\. Now 2\.$/ }).waitFor();
    const members = page.getByRole('region', { name: 'Replicas and what the balancer sees' });
    await eventually(
      () => members.getByRole('row').count(),
      (rows) => rows === 3,
    );
    await says(members, /gets requests/);
    await says(page.getByRole('region', { name: 'What happened' }), /hold/);
  });

  test.each([
    ['light', 'en', DESK],
    ['dark', 'en', DESK],
    ['light', 'ko', PHONE],
    ['dark', 'ko', PHONE],
  ] as const)(
    '%s, %s: nothing keeps anybody out, nothing sticks out',
    async (colorScheme, locale, viewport) => {
      const page = await open(CHANGING, { colorScheme, locale, viewport });
      await page.getByRole('link', { name: /web/ }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('link', { name: /web/ }).click();
      await page.locator('.u-legend').first().waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBe(0);
      expect(await page.evaluate('document.documentElement.lang')).toBe(locale);
      if (locale === 'ko') await says(page.getByRole('heading', { level: 2 }), /이유/);
    },
  );

  test('language and theme can be chosen, and are kept', async () => {
    const page = await open(READING);
    await page.getByLabel('Language').selectOption('ko');
    await says(page.getByRole('heading', { level: 1 }), /서비스/);
    await page.getByLabel('테마').selectOption('dark');
    await page.reload();
    await says(page.getByRole('heading', { level: 1 }), /서비스/);
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });
});

describe('live', () => {
  test('a scaling shows by itself, on the chart with its sentence, for pointer and keyboard', async () => {
    const page = await openService(READING);
    const count = page.getByRole('region', { name: 'Replicas', exact: true }).locator('strong');
    expect(await count.textContent()).toBe('2');
    served.world.load = 4;
    await eventually(
      async () => {
        await served.tick();
        return count.textContent();
      },
      (text) => text === '4',
    );
    await says(page.getByRole('region', { name: 'What happened' }), /up from 2 to 4/);
    const mark = page.getByRole('button', { name: /2 → 4/ });
    await mark.focus();
    await says(page.locator('.bubble'), /2 → 4/);
    served.world.load = 2;
    await eventually(
      async () => {
        await served.tick();
        return count.textContent();
      },
      (text) => text === '2',
    );
  });

  test('says when the controller is gone, and goes on when it is back', async () => {
    const page = await open(READING);
    const link = page.getByRole('status');
    await says(link, /live/);
    await served.stop();
    await says(link, /connection lost/);
    await served.start();
    await says(link, /live/);
  });
});

describe('steering', () => {
  async function asks(
    page: Page,
    button: string,
    fill: (dialog: Locator) => Promise<unknown>,
  ): Promise<Locator> {
    await page.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('dialog');
    expect(await violationsOf(page)).toEqual([]);
    await fill(dialog);
    await dialog.getByRole('button', { name: 'Do it' }).click();
    return dialog;
  }

  test('pause, and resume', async () => {
    const page = await openService(CHANGING);
    await asks(page, 'Pause…', (dialog) => dialog.getByLabel('For').selectOption({ label: '1 hour' }));
    await says(page.locator('.badges'), /paused by sora \(http\) until/);
    await page.getByRole('button', { name: 'Resume' }).click();
    await says(page.getByRole('region', { name: 'What happened' }), /sora \(http\) resumed it/);
    await page.getByRole('button', { name: 'Pause…' }).waitFor();
  });

  test('bounds for a while, and their end', async () => {
    const page = await openService(CHANGING);
    await asks(page, 'Bounds…', (dialog) => dialog.getByLabel('At least').fill('3'));
    await says(page.locator('.badges'), /at least 3 until/);
    await page.getByRole('button', { name: 'Lift them now' }).click();
    await eventually(
      () => page.getByRole('button', { name: 'Lift them now' }).count(),
      (count) => count === 0,
    );
  });

  test('scale; what cannot be stays in the dialog with the reason, and Escape closes it', async () => {
    const page = await openService(CHANGING);
    const dialog = await asks(page, 'Scale…', async (form) => {
      await form.getByLabel('Replicas').evaluate((field) => field.removeAttribute('max'));
      await form.getByLabel('Replicas').fill('50');
    });
    await says(dialog.getByRole('alert'), /50 replicas of web is outside 1 to 10/);
    await page.keyboard.press('Escape');
    await eventually(
      () => page.getByRole('dialog').count(),
      (count) => count === 0,
    );
    await asks(page, 'Scale…', (form) => form.getByLabel('Replicas').fill('3'));
    await says(page.getByRole('region', { name: 'What happened' }), /sora \(http\) asked for 3 replicas/);
  });
});
