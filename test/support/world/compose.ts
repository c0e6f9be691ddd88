import type { Clock } from '../../../src/core/ports.ts';
import { isRunning } from '../../../src/core/replica.ts';
import { type Container, WELL_BEHAVED } from './container.ts';
import type { Docker } from './docker.ts';
import { SHOP_WEB } from './policies.ts';

/** What people do beside the controller: `docker compose` and `docker kill`. Commands work in parallel, as Compose does. */
export class Compose {
  readonly #docker: Docker;
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();

  constructor(docker: Docker, clock: Clock) {
    this.#docker = docker;
    this.#clock = clock;
  }

  /** Replicas that have been running for long. */
  runs(count: number): void {
    for (let number = 1; number <= count; number += 1) {
      const container = this.#docker.create(SHOP_WEB, number);
      this.#docker.start(container);
      container.state = 'ready';
    }
  }

  /** `docker compose up -d --scale web=<count>`. */
  up(count: number): Promise<void> {
    return this.#inTurn(() => this.#up(count));
  }

  async #up(count: number): Promise<void> {
    const byNumber = this.#sorted();
    const kept = byNumber.slice(0, count);
    await Promise.all(byNumber.slice(count).map((container) => this.#takeDown(container)));
    const highest = Math.max(0, ...byNumber.map((container) => container.number));
    for (const container of kept) this.#docker.start(container);
    for (let number = highest + 1; number <= highest + count - kept.length; number += 1) {
      const container = this.#docker.create(SHOP_WEB, number);
      await this.#clock.sleep(300);
      this.#docker.start(container);
    }
  }

  /** `docker compose up -d --force-recreate`: the new container comes before the old one goes. */
  async recreate(graceMs = 200): Promise<void> {
    await this.#inTurn(() => Promise.all(this.#sorted().map((old) => this.#replace(old, graceMs))));
  }

  async #replace(old: Container, graceMs: number): Promise<void> {
    const fresh = this.#docker.create(SHOP_WEB, old.number);
    await this.#docker.stop(old, 'outside', graceMs);
    await this.#clock.sleep(50);
    this.#docker.remove(old);
    await this.#clock.sleep(50);
    this.#docker.start(fresh);
  }

  /** `docker compose down`; each container takes longer to stop than the one before, by `staggerMs`. */
  async down(staggerMs = 0): Promise<void> {
    await this.#inTurn(() =>
      Promise.all(this.#sorted().map((container, index) => this.#takeDown(container, index * staggerMs))),
    );
  }

  /** `docker compose stop`. */
  async stop(staggerMs = 0): Promise<void> {
    await this.#inTurn(() =>
      Promise.all(
        this.#sorted().map((container, index) =>
          this.#docker.stop(container, 'outside', stopMs(index * staggerMs)),
        ),
      ),
    );
  }

  /** `docker compose start`. */
  start(): void {
    for (const container of this.#sorted()) this.#docker.start(container);
  }

  /** A process ends, by itself with a failing exit code unless told otherwise. */
  die(number: number, exitCode = 1): void {
    const container = this.#docker.containers.find((c) => c.number === number && isRunning(c));
    if (container) this.#docker.exit(container, exitCode, exitCode === 1 ? 'itself' : 'outside');
  }

  /** One command at a time. */
  #inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(command);
    this.#last = turn;
    return turn;
  }

  #sorted(): readonly Container[] {
    return this.#docker.containers.toSorted((a, b) => a.number - b.number);
  }

  async #takeDown(container: Container, staggerMs = 0): Promise<void> {
    await this.#docker.stop(container, 'outside', stopMs(staggerMs));
    await this.#clock.sleep(50);
    this.#docker.remove(container);
  }
}

function stopMs(staggerMs: number): number {
  return WELL_BEHAVED.stopsAfterMs + staggerMs;
}
