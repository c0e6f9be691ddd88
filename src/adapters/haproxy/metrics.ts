import { toAutoscalerError } from '../../core/errors.ts';
import type { Clock, ContainerHost, MetricRequest, MetricSource } from '../../core/ports.ts';
import type { Sample } from '../../core/sample.ts';
import { sampleOf } from '../../core/sample.ts';
import { Connector } from './connection.ts';
import type { BackendCounters } from './counters.ts';
import { countersOf, latencyMs, requestRate } from './counters.ts';
import { processOf } from './running.ts';
import { runCommands } from './runtime-client.ts';
import type { HaproxyRef } from './service.ts';
import { socketError } from './socket.ts';

/** All counters of one balancer at one moment, by backend. */
interface Reading {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly backends: ReadonlyMap<string, BackendCounters>;
}

/** Rates over less are noise: a reading sooner after the last one is compared with the one before that. */
const SHORTEST_INTERVAL_MS = 1_000;

/** All proxies; 2 is the type of backends, 4 that of servers. */
const STAT_OF_BACKENDS = 'show stat -1 2 -1';
const STAT_OF_SERVERS = 'show stat -1 4 -1';

/** A request that HAProxy can answer. */
interface Wanted extends MetricRequest {
  readonly balancer: HaproxyRef;
}

/**
 * Requests-per-second, response-time, in-flight and queue from HAProxy's own counters, read once per balancer.
 * Rates need two readings: the first one, and the first after a restart or reload of HAProxy, is `empty`.
 * Response-time is HAProxy's mean over its last 1024 requests, `empty` when none ended since the last reading.
 */
export class HaproxyMetricSource implements MetricSource {
  readonly #connector: Connector;
  readonly #clock: Clock;
  /** The last two readings of each balancer, newest first. */
  readonly #kept = new Map<string, readonly Reading[]>();

  constructor(host: ContainerHost, clock: Clock) {
    this.#connector = new Connector(host);
    this.#clock = clock;
  }

  async read(requests: readonly MetricRequest[], signal: AbortSignal): Promise<readonly Sample[]> {
    const samples = requests.map((): Sample => unavailable('only HAProxy counts this metric'));
    const groups = Map.groupBy(requests.entries(), ([, request]) => balancerKey(request));
    const readings = [...groups].map(async ([key, group]) => {
      const first = group[0]?.[1];
      if (key === undefined || first === undefined || !isWanted(first)) return;
      const isQueueWanted = group.some(([, request]) => isOfQueue(request));
      const answer = await this.#readBalancer(key, first, isQueueWanted, signal);
      for (const [index, request] of group) samples[index] = answer(request);
    });
    await Promise.all(readings);
    return samples;
  }

  async #readBalancer(
    key: string,
    { ref, balancer }: Wanted,
    isQueueWanted: boolean,
    signal: AbortSignal,
  ): Promise<(request: MetricRequest) => Sample> {
    try {
      const { runtime } = await this.#connector.connect(ref.project, balancer, signal);
      const commands = ['show info', STAT_OF_BACKENDS, ...(isQueueWanted ? [STAT_OF_SERVERS] : [])];
      const [info, backends, servers] = await runCommands(runtime, commands, signal);
      const process = processOf(info?.text ?? '');
      const at = this.#clock.now();
      const counters = process && countersOf(backends?.text ?? '', servers?.text ?? '', process, at);
      if (!counters) throw socketError(runtime, 'what listens there does not answer as HAProxy does');
      const now = { at, backends: counters };
      const before = this.#keep(key, now);
      return (request) => sampleFor(request, now, before, this.#clock.now());
    } catch (error) {
      const { code, message } = toAutoscalerError(error);
      return () => ({ kind: 'error', code, message });
    }
  }

  /** Returns the reading to compare `now` with. */
  #keep(key: string, now: Reading): Reading | undefined {
    const [last, earlier] = this.#kept.get(key) ?? [];
    if (last === undefined || now.at < last.at) this.#kept.set(key, [now]);
    else if (now.at - last.at < SHORTEST_INTERVAL_MS) return earlier;
    else this.#kept.set(key, [now, last]);
    return last;
  }
}

function sampleFor(
  request: MetricRequest,
  reading: Reading,
  previous: Reading | undefined,
  now: number,
): Sample {
  const { metric, balancer } = request;
  const { source } = metric;
  if (balancer.kind !== 'haproxy' || source.kind !== 'balancer')
    return unavailable('HAProxy does not count it');
  const counters = reading.backends.get(balancer.backend);
  if (counters === undefined) return unavailable(`HAProxy has no backend "${balancer.backend}" yet`);
  const before = previous?.backends.get(balancer.backend);
  const value = {
    'requests-per-second': () => requestRate(before, counters),
    'response-time': () => latencyMs(before, counters),
    'in-flight': () => counters.inFlight,
    queue: () => counters.queued,
  }[source.metric]();
  return value === undefined ? { kind: 'empty' } : sampleOf(value, counters.at, now, metric.maxAgeMs);
}

function balancerKey({ ref, balancer }: MetricRequest): string | undefined {
  return balancer.kind === 'haproxy' ? `${ref.project}/${balancer.service}/${balancer.socket}` : undefined;
}

function isOfQueue({ metric: { source } }: MetricRequest): boolean {
  return source.kind === 'balancer' && source.metric === 'queue';
}

function isWanted(request: MetricRequest): request is Wanted {
  return request.balancer.kind === 'haproxy';
}

function unavailable(message: string): Sample {
  return { kind: 'error', code: 'E_METRIC_UNAVAILABLE', message };
}
