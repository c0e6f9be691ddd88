import { randomBytes } from 'node:crypto';
import { type Browser, chromium } from 'playwright-core';
import { ensureEngine } from '../engine/engine.ts';
import { childEnv } from '../engine/env.ts';
import { ensureImages } from '../engine/images.ts';
import { run } from '../engine/run.ts';
import { freePorts } from '../stack/free-ports.ts';
import { until } from '../wait.ts';

const IMAGE = 'chromedp/headless-shell:stable';

/** A Chromium in a container that shares this machine's loopback. */
export interface OwnBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Starts a real Chromium on the test's engine. */
export async function startBrowser(): Promise<OwnBrowser> {
  const engine = await ensureEngine();
  await ensureImages(engine, [IMAGE]);
  const [port = 0] = await freePorts(1);
  const name = `caste-browser-${randomBytes(4).toString('hex')}`;
  const env = childEnv(engine, process.env);
  const flags = [`--remote-debugging-port=${port}`, '--no-sandbox', '--headless', '--disable-gpu'];
  const container = ['--detach', '--rm', '--network', 'host', '--shm-size', '256m', '--name', name];
  const entrypoint = ['--entrypoint', '/headless-shell/headless-shell'];
  await run('docker', ['run', ...container, ...entrypoint, IMAGE, ...flags], { env });
  const stop = () => run('docker', ['rm', '--force', name], { env });
  const address = `http://127.0.0.1:${port}`;
  try {
    await until(async () => {
      const answer = await fetch(`${address}/json/version`).catch(() => undefined);
      return answer?.ok === true;
    }, 'Chromium listens');
    const browser = await chromium.connectOverCDP(address);
    return {
      browser,
      close: async () => {
        await browser.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
