import { openMemoryJournal } from '../../../src/adapters/journal/open.ts';
import { Controller } from '../../../src/controller/controller.ts';
import type { Dependencies } from '../../../src/controller/dependencies.ts';
import { serveRequests } from '../../../src/controller/requests.ts';
import { runLoop } from '../../../src/controller/run-loop.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';
import type { Journal } from '../../../src/core/journal.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { MetricSource, PolicyReader, RecordedValue } from '../../../src/core/ports.ts';
import { isRunning } from '../../../src/core/replica.ts';
import type { Sample } from '../../../src/core/sample.ts';
import { T0 } from '../builders.ts';
import { Compose } from './compose.ts';
import type { Container } from './container.ts';
import { Docker } from './docker.ts';
import { fakeBalancer } from './fake-balancer.ts';
import { fakeTarget } from './fake-target.ts';
import { type Around, Faults } from './faults.ts';
import { Haproxy } from './haproxy.ts';
import { Life } from './life.ts';
import { mortal } from './mortal.ts';
import { webPolicy } from './policies.ts';
import { Recorder } from './recorder.ts';
import { VirtualClock } from './virtual-clock.ts';

const INTERVAL_MS = 5000;

/** A controller process: its parts, how it ends by a signal, and how it is killed. */
interface Process {
  readonly controller: Controller;
  readonly life: Life;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** What a world begins with. */
export interface WorldOptions {
  readonly policy?: Policy;
  /** Replicas that run at the start. */
  readonly replicas?: number;
  /** Replicas that the metric asks for at the start; as many as there are when absent. */
  readonly load?: number;
}

/** One service, `shop/web`, on a Docker and behind a HAProxy that exist only here, on virtual time. */
export class World {
  readonly clock = new VirtualClock(T0);
  readonly faults = new Faults((ms) => this.clock.sleep(ms));
  readonly haproxy = new Haproxy(this.clock);
  readonly docker = new Docker(this.clock, (container, ip, by) => this.#onExit(container, ip, by));
  readonly compose = new Compose(this.docker, this.clock);
  readonly recorder = new Recorder();
  readonly journal: Journal = openMemoryJournal(this.clock);
  /** What Prometheus recorded of the metric's total. */
  past: readonly RecordedValue[] = [];
  /** What must never happen and did. */
  readonly violations: string[] = [];
  /** How many replicas the metric asks for, or what the source answers instead. */
  load: number | Sample;
  #policies: readonly Policy[];
  #policyVersion = 1;
  #process: Process | undefined;

  constructor({ policy = webPolicy(), replicas = 2, load = replicas }: WorldOptions = {}) {
    this.#policies = [policy];
    this.load = load;
    this.compose.runs(replicas);
    const servers = this.docker.containers.flatMap(({ ip }) =>
      ip === undefined ? [] : [[ip, 'active'] as const],
    );
    this.haproxy.configure(new Map(servers));
  }

  /** The replicas that run. */
  get running(): readonly Container[] {
    return this.docker.containers.filter(isRunning);
  }

  get numbers(): readonly number[] {
    return this.running.map((container) => container.number).sort((a, b) => a - b);
  }

  get controller(): Controller {
    if (this.#process) return this.#process.controller;
    throw new Error('no controller runs');
  }

  /** Starts the controller, as `autoscaler run` does. */
  boot(): void {
    this.kill();
    const life = new Life();
    const deps = mortal(this.#dependenciesOf(life), life);
    const options = { intervalMs: INTERVAL_MS, isDryRun: false };
    const controller = new Controller(deps, this.policyReader, options);
    const abort = new AbortController();
    const loop = runLoop(controller, deps, options, () => undefined, abort.signal);
    const ended = Promise.all([loop, serveRequests(controller, deps, abort.signal)]);
    this.#process = { controller, life, abort, ended };
  }

  /** SIGKILL: whatever the controller waits for never comes back to it; what it asked of others is done. */
  kill(): void {
    this.#process?.life.end();
    this.#process = undefined;
  }

  /** SIGTERM; returns once the controller has ended. */
  async terminate(): Promise<void> {
    const stopping = this.#process;
    this.#process = undefined;
    if (stopping === undefined) return;
    let hasEnded = false;
    void stopping.ended.then(() => {
      hasEnded = true;
    });
    stopping.abort.abort(new AutoscalerError('E_INTERRUPTED', 'SIGTERM'));
    for (let i = 0; i < 600 && !hasEnded; i += 1) await this.clock.advance(100);
    if (!hasEnded) this.violations.push('the controller did not end within a minute of SIGTERM');
  }

  /** Lets time pass. */
  pass(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000);
  }

  /** Lets time pass until something is so; fails after five minutes. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    for (let i = 0; i < 3000; i += 1) {
      if (isSo()) return;
      await this.clock.advance(100);
    }
    throw new Error(`it never came that ${what}`);
  }

  setPolicy(...policies: readonly Policy[]): void {
    this.#policies = policies;
    this.#policyVersion += 1;
  }

  /** Sends requests through the balancer from now on, one every `everyMs`, each taking `ms`. */
  sendRequests(everyMs: number, ms: number): () => void {
    let isOver = false;
    const send = async () => {
      while (!isOver) {
        this.haproxy.accept(ms, (ip) => this.docker.at(ip) !== undefined);
        await this.clock.sleep(everyMs);
      }
    };
    void send();
    return () => {
      isOver = true;
    };
  }

  readonly policyReader: PolicyReader = {
    read: async () => ({
      policies: this.#policies,
      faults: [],
      waiting: [],
      version: this.#policyVersion,
    }),
    withoutPolicy: ({ ref }) => webPolicy({ ref, metrics: [], min: 0, max: 1_000_000 }),
  };

  /** What a process that is never killed works with. */
  get dependencies(): Dependencies {
    return this.#dependenciesOf(new Life());
  }

  #dependenciesOf(life: Life): Dependencies {
    const around: Around = (call, number, work) => this.faults.around(life, call, number, work);
    const source: MetricSource = { read: async (requests) => requests.map(() => this.#sample()) };
    const { log, telemetry } = this.recorder;
    const balancer = fakeBalancer(this.haproxy, this.docker, this.clock, around);
    return {
      clock: this.clock,
      target: fakeTarget(this.docker, this.clock, around),
      balancers: () => balancer,
      sources: { docker: source, balancer: source, prometheus: source },
      schedules: { active: () => [] },
      past: { read: async () => this.past },
      collectUsage: async () => undefined,
      journal: this.journal,
      log,
      telemetry,
    };
  }

  #sample(): Sample {
    if (typeof this.load !== 'number') return this.load;
    return { kind: 'value', value: this.load, at: this.clock.now() };
  }

  #onExit(container: Container, ip: string, by: 'controller' | 'outside' | 'itself'): void {
    const isActive = this.haproxy.active.includes(ip);
    const lost = this.haproxy.drop(ip, 'lost');
    if (by !== 'controller' || this.haproxy.isFresh) return;
    if (isActive && this.haproxy.isUp)
      this.violations.push(`web-${container.number} was stopped in rotation`);
    if (lost > 0) this.violations.push(`web-${container.number} was stopped with ${lost} requests in flight`);
  }
}
