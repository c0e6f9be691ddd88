import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetOf } from './fleet.ts';
import { writePolicies } from './policies.ts';
import type { TickReport } from './probe-process.ts';
import type { StubsReady } from './stubs-process.ts';

/** What to measure. */
export interface MeasureOptions extends ControllerOptions {
  readonly warmUp: number;
  readonly counted: number;
}

/** The reports of the counted ticks, and of one more: its beginning is the end of their time. */
export interface Measured {
  readonly services: number;
  readonly ticks: readonly TickReport[];
  readonly end: TickReport;
}

const LONGEST_TICK_MS = 60_000;

/** Runs the program as it is shipped against stubs in another process, and collects what its probe tells. */
export function measure(options: MeasureOptions): Promise<Measured> {
  return withController(options, (controller) => collect(controller, options));
}

/** How a controller is started. */
export interface ControllerOptions {
  /** Where the compiled program is. */
  readonly program: string;
  readonly services: number;
  readonly intervalMs: number;
  /** Where it serves HTTP; on a free port unless told. */
  readonly listen?: string;
  /** Puts something into its state directory first. */
  readonly prepare?: (stateDir: string) => Promise<void>;
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A controller of the shipped program against stubs in another process, for as long as `use` takes. */
export async function withController<T>(
  options: ControllerOptions,
  use: (controller: ChildProcess) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'autoscaler-bench-'));
  const policies = join(directory, 'policies');
  const log = join(directory, 'controller.log');
  await mkdir(policies);
  await writePolicies(fleetOf(options.services), policies);
  const stubs = fork(new URL('stubs-process.ts', import.meta.url), [directory, String(options.services)]);
  try {
    const ready = await nextMessage<StubsReady>(stubs, 'the stubs');
    const controller = await startController(options, { directory, policies, log, ready });
    try {
      return await use(controller);
    } catch (error) {
      throw new Error(`${String(error)}; its log ends:\n${(await readFile(log, 'utf8')).slice(-2_000)}`);
    } finally {
      await end(controller);
    }
  } finally {
    await end(stubs);
    await rm(directory, { recursive: true, force: true });
  }
}

async function startController(
  { program, intervalMs, listen = '127.0.0.1:0', env, prepare }: ControllerOptions,
  place: {
    readonly directory: string;
    readonly policies: string;
    readonly log: string;
    readonly ready: StubsReady;
  },
): Promise<ChildProcess> {
  const stateDir = join(place.directory, 'state');
  await prepare?.(stateDir);
  const file = await open(place.log, 'w');
  const { dockerHost, prometheusUrl } = place.ready;
  const flags = {
    interval: `${intervalMs}ms`,
    policies: place.policies,
    'state-dir': stateDir,
    listen,
    'docker-host': dockerHost,
    'prometheus-url': prometheusUrl,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const controller = fork(join(program, 'main.js'), ['run', ...args], {
    execArgv: ['--import', new URL('probe-process.ts', import.meta.url).href],
    env: { NODE_ENV: 'production', NODE_NO_WARNINGS: '1', BENCH_PROGRAM: program, ...env },
    stdio: ['ignore', 'ignore', file.fd, 'ipc'],
  });
  await file.close();
  return controller;
}

async function collect(controller: ChildProcess, options: MeasureOptions): Promise<Measured> {
  const next = () => nextTick(controller);
  for (let tick = 0; tick < options.warmUp; tick += 1) await next();
  const ticks: TickReport[] = [];
  while (ticks.length < options.counted) ticks.push(assertSettled(await next(), options));
  return { services: options.services, ticks, end: await next() };
}

/** What the probe tells of the next tick. */
export function nextTick(controller: ChildProcess): Promise<TickReport> {
  return nextMessage<TickReport>(controller, 'the controller');
}

/** A tick that fails at something is no tick to measure. */
export function assertSettled(report: TickReport, { services }: ControllerOptions): TickReport {
  if (report.settled === services) return report;
  throw new Error(`only ${report.settled} of ${services} services were held with all they need to decide`);
}

/** The next message of a child. Rejects when it ends or says nothing for a minute. */
export function nextMessage<T>(child: ChildProcess, who: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      act();
    };
    const fail = (why: string) => settle(() => reject(new Error(`${who} ${why}`)));
    const timer = setTimeout(fail(`said nothing for ${LONGEST_TICK_MS / 1000} s`), LONGEST_TICK_MS);
    child.once('message', (message: T) => settle(() => resolve(message))());
    child.once('exit', (code) => fail(`ended with exit code ${code}`)());
  });
}

/** Ends a child and waits for it. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
