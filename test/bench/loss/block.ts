import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ComposeProject, composeProject } from '../../support/compose-project.ts';
import { until } from '../../support/wait.ts';
import type { Contender, Scaler } from './contender.ts';
import { type Ledger, readLedgers } from './count.ts';
import { startTraffic, type Traffic, type TrafficReport } from './traffic.ts';

export const FROM = 2;
export const TO = 5;

const WARM_UP_MS = 3_000;
const REST_MS = 2_000;
/** What a scaling does shortly after its end still counts as of it. */
const AFTERMATH_MS = 1_000;
const LONGEST_BLOCK_MS = 900_000;

/** When a request was due: at rest, or while scaling, up or down. */
export type Phase = 'rest' | 'scaling' | 'up' | 'down';

/** Some up-down cycles of one contender in a row, and what the clients saw. */
export interface Block extends TrafficReport {
  readonly contender: Contender;
  readonly cycles: number;
  readonly ledger: Ledger;
  /** Of each scale-up and scale-down until the contender said it was done. */
  readonly upMs: readonly number[];
  readonly downMs: readonly number[];
}

/** When a block is over: after so many cycles and so many requests. */
export interface Extent {
  readonly cycles: number;
  readonly requests: number;
}

/** Starts the contender's stack, runs cycles under traffic, and removes everything. */
export async function runBlock(contender: Contender, extent: Extent): Promise<Block> {
  const project = await composeProject({});
  let scaler: Scaler | undefined;
  try {
    const ledger = join(project.folder, 'ledger');
    await mkdir(ledger);
    await project.define(await contender.define(project.folder, ledger));
    await project.compose('up', '-d', '--wait', '--quiet-pull', '--scale', `web=${FROM}`);
    scaler = await contender.start(project);
    await scaler.scale(FROM);
    const host = await addressOf(project);
    const answers = () =>
      fetch(`http://${host}/`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(answers, `${contender.name} answers`);
    const { times, report } = await runCycles(startTraffic(host, LONGEST_BLOCK_MS), scaler, extent);
    return { contender, ...report, ...times, cycles: times.upMs.length, ledger: await readLedger(ledger) };
  } finally {
    await scaler?.end();
    await project.down();
  }
}

async function runCycles(traffic: Traffic, { scale }: Scaler, { cycles, requests }: Extent) {
  const times = { upMs: [] as number[], downMs: [] as number[] };
  const timed = async (phase: Phase, replicas: number): Promise<number> => {
    traffic.mark('scaling', phase);
    const startedAt = performance.now();
    await scale(replicas);
    const ms = performance.now() - startedAt;
    await pause(AFTERMATH_MS);
    return ms;
  };
  traffic.mark('warm-up');
  await pause(WARM_UP_MS);
  while (times.upMs.length < cycles || traffic.sent() < requests) {
    traffic.mark('rest' satisfies Phase);
    await pause(REST_MS);
    times.upMs.push(await timed('up', TO));
    times.downMs.push(await timed('down', FROM));
  }
  traffic.mark('end');
  return { times, report: await traffic.stop() };
}

/** The balancer's own address: without Docker's proxy in between. */
async function addressOf(project: ComposeProject): Promise<string> {
  const { NetworkSettings } = await project.inspect(`${project.name}-balancer-1`);
  const [network] = Object.values(NetworkSettings.Networks);
  if (network === undefined) throw new Error('the balancer is in no network');
  return network.IPAddress;
}

async function readLedger(folder: string): Promise<Ledger> {
  const names = await readdir(folder);
  return readLedgers(await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8'))));
}
