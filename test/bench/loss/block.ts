import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ComposeProject, composeProject } from '../../support/compose-project.ts';
import { until } from '../../support/wait.ts';
import type { Contender, Scaler } from './contender.ts';
import { type Ledger, readLedgers } from './count.ts';
import type { Window } from './latency.ts';
import { FROM, TO } from './stack.ts';
import { startTraffic, type Traffic, type TrafficReport } from './traffic.ts';

const WARM_UP_MS = 3_000;
const REST_MS = 1_500;
/** What a scaling does shortly after its end still counts as of it. */
const AFTERMATH_MS = 500;
/** Where a machine is so slow, a block has fewer cycles than it was to have; the traffic outlasts its last one. */
const LAST_CYCLE_BEGINS_MS = 720_000;
const LONGEST_TRAFFIC_MS = 900_000;

/** Some up-down cycles of one contender in a row, and what the clients saw. */
export interface Block extends TrafficReport {
  readonly contender: Contender;
  readonly cycles: number;
  readonly ledger: Ledger;
  readonly windows: Windows;
  /** Of each scale-up and scale-down until the contender said it was done. */
  readonly upMs: readonly number[];
  readonly downMs: readonly number[];
}

/** When what was going on. */
export interface Windows {
  /** With few replicas and with many. */
  readonly rest: readonly Window[];
  /** From the command until the contender said it was done, and shortly after. */
  readonly up: readonly Window[];
  readonly down: readonly Window[];
  /** When the balancer was told something and while it drained, as far as the contender tells. */
  readonly balancer: readonly Window[];
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
    await until(() => answers(host), `${contender.name} answers`);
    const run = await runCycles(startTraffic(host, LONGEST_TRAFFIC_MS), scaler, extent);
    const { up, down } = run.windows;
    const took = ({ from, to }: Window) => to - from - AFTERMATH_MS;
    return {
      contender,
      ...run,
      ledger: await readLedger(ledger),
      upMs: up.map(took),
      downMs: down.map(took),
    };
  } finally {
    await scaler?.end();
    await project.down();
  }
}

async function runCycles(traffic: Traffic, scaler: Scaler, { cycles, requests }: Extent) {
  const windows = { rest: [] as Window[], up: [] as Window[], down: [] as Window[] };
  const during = async (name: keyof typeof windows, work: () => Promise<unknown>): Promise<void> => {
    const from = Date.now();
    await work();
    windows[name].push({ from, to: Date.now() });
  };
  const scale = async (replicas: number): Promise<void> => {
    await scaler.scale(replicas);
    await pause(AFTERMATH_MS);
  };
  const latest = Date.now() + LAST_CYCLE_BEGINS_MS;
  let done = 0;
  let report: TrafficReport;
  try {
    await pause(WARM_UP_MS);
    for (; (done < cycles || traffic.sent() < requests) && Date.now() < latest; done += 1) {
      await during('rest', () => pause(REST_MS));
      await during('up', () => scale(TO));
      await during('rest', () => pause(REST_MS));
      await during('down', () => scale(FROM));
    }
  } finally {
    report = await traffic.stop();
  }
  return { ...report, cycles: done, windows: { ...windows, balancer: scaler.changes?.() ?? [] } };
}

function answers(host: string): Promise<boolean> {
  return fetch(`http://${host}/`).then(
    ({ ok }) => ok,
    () => false,
  );
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
