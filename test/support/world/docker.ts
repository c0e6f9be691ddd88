import { type ServiceRef, serviceKey } from '../../../src/core/policy.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { isRunning, type ServiceState } from '../../../src/core/replica.ts';
import { type Behaviour, type Container, replicaOf, WELL_BEHAVED } from './container.ts';

/** Told when a container's process ends: whether somebody stopped it, and who. */
export type OnExit = (container: Container, ip: string, by: 'controller' | 'outside' | 'itself') => void;

/** The containers there are and what happens to them, whoever asks for it. Docker's own rules, no latency. */
export class Docker {
  readonly #clock: Clock;
  readonly #watchers = new Set<(ref: ServiceRef) => void>();
  readonly #onExit: OnExit;
  #containers: readonly Container[] = [];
  #made = 0;
  /** How containers with a number behave; the others are well behaved. */
  readonly behaviours = new Map<number, Behaviour>();

  constructor(clock: Clock, onExit: OnExit) {
    this.#clock = clock;
    this.#onExit = onExit;
  }

  get containers(): readonly Container[] {
    return this.#containers;
  }

  find(id: string): Container | undefined {
    return this.#containers.find((container) => container.id === id);
  }

  /** The running container with this address. */
  at(ip: string): Container | undefined {
    return this.#containers.find((container) => container.ip === ip);
  }

  services(): readonly ServiceState[] {
    const groups = Map.groupBy(this.#containers, (container) => serviceKey(container.ref));
    return [...groups.values()].flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const replicas = members.map(replicaOf).sort((a, b) => a.number - b.number);
      return [{ ref: first.ref, replicas, labels: {} }];
    });
  }

  /** Every container, those to come too, is and will be well behaved. */
  heal(): void {
    this.behaviours.clear();
    for (const container of this.#containers) {
      container.behaviour = WELL_BEHAVED;
      if (container.state === 'unhealthy') container.state = 'ready';
    }
  }

  create(ref: ServiceRef, number: number): Container {
    this.#made += 1;
    const container: Container = {
      id: `c${this.#made}`,
      ref,
      number,
      createdAt: this.#clock.now(),
      state: 'created',
      exitCode: undefined,
      ip: undefined,
      behaviour: this.behaviours.get(number) ?? WELL_BEHAVED,
      run: 0,
      stopping: undefined,
    };
    this.#containers = [...this.#containers, container];
    return container;
  }

  start(container: Container): void {
    if (isRunning(container)) return;
    container.state = 'starting';
    container.exitCode = undefined;
    container.ip = this.#freeAddress();
    container.run += 1;
    this.#tell(container.ref);
    const { run } = container;
    void this.#clock.sleep(container.behaviour.settlesAfterMs).then(() => {
      if (container.run !== run || container.state !== 'starting') return;
      const { becomes } = container.behaviour;
      if (becomes === 'crashed') this.exit(container, 1, 'itself');
      else container.state = becomes;
    });
  }

  /** Sends the stop signal and waits for the exit. */
  stop(container: Container, by: 'controller' | 'outside', afterMs?: number): Promise<void> {
    if (!isRunning(container)) return Promise.resolve();
    const { run } = container;
    container.stopping ??= this.#clock.sleep(afterMs ?? container.behaviour.stopsAfterMs).then(() => {
      container.stopping = undefined;
      if (container.run === run) this.exit(container, 143, by);
    });
    return container.stopping;
  }

  exit(container: Container, exitCode: number, by: 'controller' | 'outside' | 'itself'): void {
    const { ip } = container;
    if (ip === undefined || !isRunning(container)) return;
    container.state = 'exited';
    container.exitCode = exitCode;
    container.ip = undefined;
    this.#onExit(container, ip, by);
    this.#tell(container.ref);
  }

  remove(container: Container): void {
    this.#containers = this.#containers.filter((other) => other !== container);
    this.#tell(container.ref);
  }

  watch(watcher: (ref: ServiceRef) => void, signal: AbortSignal): void {
    this.#watchers.add(watcher);
    signal.addEventListener('abort', () => this.#watchers.delete(watcher), { once: true });
  }

  #tell(ref: ServiceRef): void {
    for (const watcher of this.#watchers) watcher(ref);
  }

  /** The lowest one free, as Docker's own address pool would hand out again. */
  #freeAddress(): string {
    const taken = new Set(this.#containers.map((container) => container.ip));
    for (let last = 2; ; last += 1) if (!taken.has(`10.0.0.${last}`)) return `10.0.0.${last}`;
  }
}
