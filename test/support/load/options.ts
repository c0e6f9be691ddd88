import { isOnThisMachine } from './own-address.ts';

/** What load to put on a server of this machine. Times in milliseconds. */
export interface LoadOptions {
  /** `http://127.0.0.1:PORT/PATH`, or an address of a container of this machine; any other host is refused. */
  readonly url: string;
  /** `open`: requests leave at `rate`, however slow the answers; `closed`: each connection asks again when answered. */
  readonly mode: 'open' | 'closed';
  /** Most requests at a time; in the closed loop exactly so many. */
  readonly connections: number;
  /** Requests per second of the open loop; `setRate` changes it. */
  readonly rate?: number;
  readonly method?: 'GET' | 'POST';
  /** Sent with POST. */
  readonly body?: string;
  /** Each request's body is `body` and a number of its own behind it. */
  readonly numbered?: boolean;
  /** An answer whose body does not end so counts as a failure. */
  readonly expectEnd?: string;
  /** Reports the latency of each answered request by itself. */
  readonly keepSamples?: boolean;
  /** An answer with another body than the request's counts as a failure. */
  readonly expectEcho?: boolean;
  /** A new connection for each request instead of keep-alive ones. */
  readonly freshConnections?: boolean;
  /** Without a whole answer in this time a request has failed; 10 s by default. */
  readonly timeoutMs?: number;
  /** An idle connection is closed after this time, which must be well under the server's own limit; 1 s by default. */
  readonly idleMs?: number;
  /** The load ends by itself after this time; 2 min by default, 15 min at most. */
  readonly maxDurationMs?: number;
  /** The load ends by itself after so many requests; 100,000 by default, a million at most. */
  readonly maxRequests?: number;
}

/** The options with every default filled in. */
export type LoadSettings = Required<LoadOptions>;

const limits = {
  connections: [1, 512],
  rate: [0, 5000],
  timeoutMs: [1, 120_000],
  idleMs: [1, 60_000],
  maxDurationMs: [1, 900_000],
  maxRequests: [1, 1_000_000],
} as const;

/** Throws a RangeError unless the value lies within the limits of that setting. */
export function assertWithin(name: keyof typeof limits, value: number): void {
  const [min, max] = limits[name];
  if (!(value >= min && value <= max))
    throw new RangeError(`load: ${name} must be from ${min} to ${max}, not ${value}`);
}

/** Fills in the defaults. Throws a RangeError for a foreign target or a value out of bounds. */
export function resolveOptions(options: LoadOptions): LoadSettings {
  const url = new URL(options.url);
  if (url.protocol !== 'http:' || !isOnThisMachine(url.hostname))
    throw new RangeError(
      `load: the target must be http://127.0.0.1:PORT or a container of this machine, not ${options.url}`,
    );
  if (options.mode === 'open' && options.rate === undefined)
    throw new RangeError('load: the open loop needs a rate');
  const settings: LoadSettings = {
    rate: 0,
    method: 'GET',
    body: '',
    numbered: false,
    expectEnd: '',
    keepSamples: false,
    expectEcho: false,
    freshConnections: false,
    timeoutMs: 10_000,
    idleMs: 1000,
    maxDurationMs: 120_000,
    maxRequests: 100_000,
    ...options,
  };
  for (const name of Object.keys(limits) as (keyof typeof limits)[]) assertWithin(name, settings[name]);
  return settings;
}
