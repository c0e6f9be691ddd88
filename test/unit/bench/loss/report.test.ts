import { expect, test } from 'vitest';
import type { Block } from '../../../bench/loss/block.ts';
import { KINDS, type KindCount } from '../../../bench/loss/count.ts';
import { lossReport } from '../../../bench/loss/report.ts';

const NONE: KindCount = { sent: 10, failures: {} };
const never = () => Promise.reject(new Error('not run here'));

interface Given {
  readonly isOurs: boolean;
  readonly get?: KindCount;
  readonly doubled?: number;
  /** The latency at rest and while scaling. */
  readonly latency?: readonly [number, number];
}

function samplesOf(rest: number, scaling: number): Float64Array {
  return Float64Array.of(50, rest, 150, scaling, 250, scaling);
}

function block({ isOurs, get = NONE, doubled = 0, latency: [rest, scaling] = [10, 10] }: Given): Block {
  return {
    contender: {
      name: isOurs ? 'ours' : 'rival',
      balancer: 'HAProxy',
      isOurs,
      define: never,
      start: never,
    },
    cycles: 25,
    ledger: { doubled, executed: 20 },
    upMs: [1_000],
    downMs: [5_000],
    counts: {
      GET: get,
      'GET, 20 ms of work': NONE,
      POST: NONE,
      'GET, new connection': NONE,
      'POST, new connection': NONE,
      '5 s request': NONE,
      stream: NONE,
      WebSocket: NONE,
    },
    samples: { GET: samplesOf(rest, scaling), 'GET, 20 ms of work': samplesOf(rest, rest) },
    windows: {
      rest: [{ from: 0, to: 100 }],
      up: [{ from: 100, to: 200 }],
      down: [{ from: 200, to: 300 }],
      balancer: [{ from: 190, to: 260 }],
    },
    firstFailures: [],
  };
}

/** The same contender in every block. */
function rounds(...given: readonly Given[]): readonly Block[] {
  const blocks = given.map(block);
  const [first] = blocks;
  return blocks.map((each) => ({ ...each, contender: first?.contender ?? each.contender }));
}

test('rounds of a contender add up to one row', () => {
  const { rows } = lossReport(rounds({ isOurs: true }, { isOurs: true }));
  expect(rows).toEqual([
    expect.objectContaining({ contender: 'ours', cycles: 50, requests: 2 * KINDS.length * 10, lost: 0 }),
  ]);
});

test('one lost request of ours misses the aim; a rival’s does not', () => {
  const lost = { sent: 10, failures: { 'status-502': 1 } };
  const aimOf = (blocks: readonly Block[]) =>
    lossReport(blocks).aims.find(({ aim }) => aim === 'ours lose no request');
  expect(aimOf([...rounds({ isOurs: true }), ...rounds({ isOurs: false, get: lost })])).toMatchObject({
    measured: 0,
    met: true,
  });
  expect(aimOf(rounds({ isOurs: true }, { isOurs: true, get: lost }))).toMatchObject({
    measured: 1,
    met: false,
  });
});

test('the latency is compared within each round, and the median of the rounds counts', () => {
  const { aims } = lossReport(
    rounds(
      { isOurs: true, latency: [10, 10.5] },
      { isOurs: true, latency: [100, 104] },
      { isOurs: true, latency: [10, 90] },
    ),
  );
  expect(aims.slice(-2)).toEqual([
    { aim: 'HAProxy, GET: p99 while scaling at most 1.1 × at rest', measured: 1.05, met: true },
    { aim: 'HAProxy, GET, 20 ms of work: p99 while scaling at most 1.1 × at rest', measured: 1, met: true },
  ]);
});

test('a POST that was executed twice behind ours misses its aim', () => {
  const { aims } = lossReport(rounds({ isOurs: true, doubled: 2 }));
  expect(aims[1]).toMatchObject({ measured: 2, met: false });
});
