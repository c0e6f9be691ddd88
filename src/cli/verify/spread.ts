import type { Traffic } from '../../core/balancing.ts';
import { type Check, decided } from './check.ts';

/** Requests that one replica got. */
export interface Share {
  readonly name: string;
  /** Compose's container number. */
  readonly number: number;
  readonly requests: number;
}

/** Requests by replica; `isCounted` is false where bytes stand for requests. */
export interface Shares {
  readonly shares: readonly Share[];
  readonly isCounted: boolean;
}

/** Requests by replica, or why nobody can tell. */
export type Counted = Shares | { readonly why: string };

/** How far shares may be off what round robin promises, as a share of 1; bytes also carry what is not of the requests. */
const TOLERANCE = { counted: 0.1, estimated: 0.25 } as const;
/** Several workers of a balancer, each with a turn of its own, and a request that is repeated. */
const FEW = 3;
/** Of an even share: less than that of bytes may be no request at all. */
const SOME = 0.1;

type Promised = Pick<Traffic, 'algorithm' | 'weights' | 'sticky'>;

/** Whether the requests went where the algorithm sends them. */
export function spreadCheck(promised: Promised, { shares, isCounted }: Shares): Check {
  const { algorithm, weights, sticky } = promised;
  const total = totalOf(shares);
  const measured = `${isCounted ? '' : 'about '}${shares.map(({ name, requests }) => `${name} ${Math.round(requests)}`).join(', ')}`;
  if (total === 0)
    return decided('spread', 'requests reach the service', 'none did: is --url the right one?', false);
  if (algorithm === 'source')
    return decided('spread', 'source: one client, one replica', measured, isOnOne({ shares, isCounted }));
  const full = shares.map(({ number }) => weights[String(number)] ?? 100);
  const sum = full.reduce((a, b) => a + b, 0);
  const wanted = full.map((weight) => (sum === 0 ? 0 : (total * weight) / sum));
  if (algorithm !== 'roundrobin' || sticky !== undefined) {
    const least = isCounted ? 1 : (total / shares.length) * SOME;
    const holds = shares.every(({ requests }, index) => full[index] === 0 || requests >= least);
    return decided('spread', `${algorithm}: some to every replica`, measured, holds);
  }
  const tolerance = isCounted ? TOLERANCE.counted : TOLERANCE.estimated;
  const holds = shares.every(({ requests }, index) => {
    const want = wanted[index] ?? 0;
    return Math.abs(requests - want) <= Math.max(FEW, want * tolerance);
  });
  const each = wanted.map((want) => Math.round(want)).join(', ');
  return decided('spread', `roundrobin: ${each}, within ${tolerance * 100} %`, measured, holds);
}

/** Whether one client stayed with one replica. */
export function affinityCheck({ shares, isCounted }: Shares, requests: number): Check {
  const total = totalOf(shares);
  const best = shares.toSorted((a, b) => b.requests - a.requests)[0];
  const measured = `${isCounted ? '' : 'about '}${Math.round(best?.requests ?? 0)} of ${Math.round(total)} on ${best?.name ?? 'none'}`;
  const expected = `sticky: ${requests} requests of one client on one replica`;
  return decided('affinity', expected, measured, total > 0 && isOnOne({ shares, isCounted }));
}

function isOnOne({ shares, isCounted }: Shares): boolean {
  const most = Math.max(0, ...shares.map(({ requests }) => requests));
  return most >= totalOf(shares) * (isCounted ? 1 : 1 - TOLERANCE.estimated);
}

/** Requests in all. */
export function totalOf(shares: readonly Share[]): number {
  return shares.reduce((sum, { requests }) => sum + requests, 0);
}
