import { setTimeout as pause } from 'node:timers/promises';
import type { BalancerAuditor, TrafficMeter } from '../../core/audit.ts';
import type { BalancedService } from '../../core/ports.ts';
import type { Replica } from '../../core/replica.ts';
import { callDeadline } from './call-deadline.ts';
import type { Answer } from './client.ts';
import { sharesByHeader } from './replica-header.ts';
import type { Counted, Shares } from './spread.ts';

/** Who counts the requests that replicas get. */
export interface Counting {
  readonly service: BalancedService;
  readonly replicas: readonly Replica[];
  readonly auditor: BalancerAuditor;
  readonly traffic: TrafficMeter;
  /** A header of the app's answers by which replicas are told apart. */
  readonly replicaHeader: string | undefined;
}

/** What was sent, and where it went. */
export interface CountedAnswers {
  readonly answers: readonly Answer[];
  readonly counted: Counted;
}

const PADDED_BYTES = 2000;
/** Makes a request big enough that its bytes stand out among what a replica receives beside. */
export const PADDING = { 'x-autoscaler-verify': 'x'.repeat(PADDED_BYTES) };

const QUIET_MS = 1000;
/** What the replicas may receive beside, as a share of what the requests brought. */
const OTHER_TRAFFIC = 0.2;

/**
 * Counts what `send` brings to each replica: by the app's header where one is named, else by the balancer's own
 * counters, else by the bytes that the replicas receive.
 */
export async function count(
  counting: Counting,
  send: () => Promise<readonly Answer[]>,
  signal: AbortSignal,
): Promise<CountedAnswers> {
  const { service, replicas, auditor, replicaHeader } = counting;
  if (replicaHeader !== undefined) {
    const answers = await send();
    return { answers, counted: sharesByHeader(replicas, answers, replicaHeader) };
  }
  const read = async () => (await auditor.audit(service, replicas, callDeadline(signal))).requests;
  const before = await read();
  if (before === undefined) return await countByBytes(counting, send, signal);
  const answers = await send();
  const after = await read();
  const shares = sharesOf(replicas, (id) => (after?.get(id) ?? 0) - (before.get(id) ?? 0));
  const hasRestarted = shares.some(({ requests }) => requests < 0);
  return {
    answers,
    counted: hasRestarted ? { why: 'the balancer started anew meanwhile' } : { shares, isCounted: true },
  };
}

async function countByBytes(
  { replicas, traffic }: Counting,
  send: () => Promise<readonly Answer[]>,
  signal: AbortSignal,
): Promise<CountedAnswers> {
  const ids = replicas.map(({ id }) => id);
  const read = async () => ({ at: Date.now(), bytes: await traffic.received(ids, callDeadline(signal)) });
  const first = await read();
  await pause(QUIET_MS, undefined, { signal });
  const before = await read();
  const answers = await send();
  const after = await read();
  const between = (a: typeof first, b: typeof first) => (id: string) =>
    (b.bytes.get(id) ?? 0) - (a.bytes.get(id) ?? 0);
  const sum = (bytes: (id: string) => number) => ids.reduce((total, id) => total + bytes(id), 0);
  const received = sum(between(before, after));
  const beside = (sum(between(first, before)) * (after.at - before.at)) / Math.max(1, before.at - first.at);
  if (received < answers.length * PADDED_BYTES)
    return { answers, counted: { why: 'cannot be counted: the replicas received less than was sent' } };
  if (beside > received * OTHER_TRAFFIC)
    return {
      answers,
      counted: { why: 'cannot be counted beside so much other traffic; name a --replica-header' },
    };
  const shares = sharesOf(replicas, (id) => (between(before, after)(id) * answers.length) / received);
  return { answers, counted: { shares, isCounted: false } };
}

function sharesOf(replicas: readonly Replica[], requests: (id: string) => number): Shares['shares'] {
  return replicas.map(({ id, name, number }) => ({ name, number, requests: requests(id) }));
}
