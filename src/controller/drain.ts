import { formatDuration } from '../core/format.ts';
import { isRunning } from '../core/replica.ts';
import { replicaOf, type StepContext } from './step-context.ts';

/** Looking costs the host something, so a long drain is looked at less often: it may be found to end a tenth late. */
const POLL = { leastMs: 100, mostMs: 1_000, share: 0.1 };
const WITHDRAWAL_TIMEOUT_MS = 10_000;

/**
 * Keeps new requests from a replica and waits until it has none in flight; past the deadline of `timeoutMs` they are
 * cut, which the returned note says. Nothing to do without a balancer or for a replica that does not run.
 */
export async function drain(
  context: StepContext,
  number: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { link, clock } = context;
  const replica = replicaOf(context, number);
  if (link === undefined || !isRunning(replica)) return undefined;
  await link.move(replica.id, 'draining');
  const startedAt = clock.now();
  const deadline = startedAt + timeoutMs;
  for (;;) {
    const inFlight = await link.inFlight(replica.id);
    if (inFlight === 0) return undefined;
    if (clock.now() >= deadline) {
      await link.cutSessions(replica);
      return `${inFlight} in flight were cut at the drain deadline of ${formatDuration(timeoutMs)}`;
    }
    await clock.sleep(pollMs(clock.now() - startedAt, deadline - clock.now()), signal);
  }
}

function pollMs(elapsedMs: number, leftMs: number): number {
  const { leastMs, mostMs, share } = POLL;
  return Math.min(leftMs, mostMs, Math.max(leastMs, share * elapsedMs));
}

/** Takes a drain back: the replica is meant to serve again. A balancer that does not answer is told by the next tick. */
export async function putBack(context: StepContext, number: number): Promise<void> {
  const { id } = replicaOf(context, number);
  context.roster.mark(id, undefined);
  await context.link?.move(id, undefined).catch(() => undefined);
}

/**
 * Takes a new replica out of the balancer before it stops. Throws when the balancer does not let go of one that has
 * joined and may be serving; one that has not is let go of at the next tick.
 */
export async function withdraw(context: StepContext, number: number, signal: AbortSignal): Promise<void> {
  const { id } = replicaOf(context, number);
  const hasJoined = context.roster.isStaying(id);
  try {
    await drain(context, number, WITHDRAWAL_TIMEOUT_MS, signal);
    await context.link?.move(id, 'out');
  } catch (error) {
    if (hasJoined) throw error;
  }
}
