import type { BalancerEntry, Clock, Member } from '../../../src/core/ports.ts';

const ADMIN_STATE = { active: 'ready', draining: 'drain', joining: 'maint' } as const;

/** By then a tick has settled it. */
const SETTLED_AFTER_MS = 10_000;

interface Server {
  state: 'ready' | 'drain' | 'maint';
  /** When each request in flight is over, unless the server goes away first. */
  requests: readonly number[];
}

/** What becomes of requests. `cut` were ended past a drain deadline; `lost` died with their server or balancer. */
export interface Tally {
  served: number;
  refused: number;
  cut: number;
  lost: number;
}

/** A running balancer, its file, and the requests it has in flight; servers go by address. */
export class Haproxy {
  readonly #clock: Clock;
  readonly #tally: Tally = { served: 0, refused: 0, cut: 0, lost: 0 };
  #servers = new Map<string, Server>();
  #file: ReadonlyMap<string, Member['state']> = new Map();
  #turn = 0;
  #isUp = true;
  #startedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether it came up so lately that it may still serve with its file, where replicas that only join have joined. */
  get isFresh(): boolean {
    return this.#clock.now() - this.#startedAt < SETTLED_AFTER_MS;
  }

  get tally(): Readonly<Tally> {
    this.#finish();
    return { ...this.#tally };
  }

  /** Takes over a list of servers: file first, then the process. Requests on servers left out go on. */
  configure(wanted: ReadonlyMap<string, Member['state']>): void {
    this.#finish();
    this.#file = wanted;
    for (const [ip, member] of wanted) {
      const state = ADMIN_STATE[member];
      const server = this.#servers.get(ip);
      if (server) server.state = state;
      else this.#servers.set(ip, { state, requests: [] });
    }
    for (const [ip, server] of this.#servers) if (!wanted.has(ip)) server.state = 'maint';
  }

  /** Addresses that get new requests. */
  get active(): readonly string[] {
    return [...this.#servers].flatMap(([ip, server]) => (server.state === 'ready' ? [ip] : []));
  }

  inFlightAt(ip: string): number {
    this.#finish();
    return this.#servers.get(ip)?.requests.length ?? 0;
  }

  /** The entries as its interface tells them; `answers` says whether somebody listens at an address. */
  entries(answers: (ip: string) => boolean): readonly Omit<BalancerEntry, 'replicaId'>[] {
    this.#finish();
    return [...this.#servers].flatMap(([address, { state, requests }]) => {
      if (state === 'maint' && requests.length === 0) return [];
      const shown =
        state === 'drain' ? 'draining' : state === 'ready' && answers(address) ? 'active' : 'down';
      return [{ address, port: 8080, state: shown, inFlight: requests.length }];
    });
  }

  /** A new request of `ms` milliseconds: to the next active server that answers. */
  accept(ms: number, answers: (ip: string) => boolean): void {
    const usable = this.isUp ? this.active.filter(answers) : [];
    this.#turn += 1;
    const server = this.#servers.get(usable[this.#turn % usable.length] ?? '');
    if (server) server.requests = [...server.requests, this.#clock.now() + ms];
    else this.#tally.refused += 1;
  }

  /** Ends what is in flight on a server; returns how many requests that were. */
  drop(ip: string, how: 'cut' | 'lost'): number {
    this.#finish();
    const server = this.#servers.get(ip);
    const count = server?.requests.length ?? 0;
    this.#tally[how] += count;
    if (server) server.requests = [];
    return count;
  }

  /** Somebody changes a server by hand. */
  tamper(ip: string, state: 'ready' | 'maint'): void {
    const server = this.#servers.get(ip);
    if (server) server.state = state;
    else this.#servers.set(ip, { state, requests: [] });
  }

  /** Dies, with everything in flight. */
  crash(): void {
    this.#isUp = false;
    for (const ip of this.#servers.keys()) this.drop(ip, 'lost');
    this.#servers = new Map();
  }

  /** Starts from its file, in which a draining server is disabled and a joining one stands as if it had joined. */
  restart(): void {
    this.#isUp = true;
    this.#startedAt = this.#clock.now();
    const servers = [...this.#file].map(([ip, member]): readonly [string, Server] => [
      ip,
      { state: member === 'draining' ? 'maint' : 'ready', requests: [] },
    ]);
    this.#servers = new Map(servers);
  }

  #finish(): void {
    for (const server of this.#servers.values()) {
      const left = server.requests.filter((endsAt) => endsAt > this.#clock.now());
      this.#tally.served += server.requests.length - left.length;
      server.requests = left;
    }
  }
}
