import { describe, expect, it } from 'vitest';
import { decide, describe as sentence } from '../../../src/core/decision.ts';
import { joinReasons, REASONS, type Reason, reason } from '../../../src/core/reasons.ts';
import { T0 } from '../../support/builders.ts';

const CPU = reason('METRIC_ABOVE', 'cpu is 82 % (> 70 %)');
const LOAD = reason('METRIC_ABOVE', 'requests is 120 req/s (> 100 req/s)');
const COOLDOWN = reason('UP_COOLDOWN', 'the up-cooldown ends in 12 s');
const FULL = reason('HOST_FULL', 'the host’s free CPU carries no further replica');

describe('decide', () => {
  it.each([
    [2, 4, 'scale-up'],
    [4, 2, 'scale-down'],
    [4, 4, 'hold'],
  ] as const)('from %d to %d is %s', (from, to, action) => {
    expect(decide(from, to, T0, [CPU])).toEqual({
      action,
      from,
      to,
      at: T0,
      reasons: [CPU],
      recommendations: [],
    });
  });
});

describe('the sentence', () => {
  const say = (from: number, to: number, ...reasons: Reason[]) => sentence(decide(from, to, T0, reasons));

  it.each([
    [4, 4, [CPU, COOLDOWN], 'held at 4: cpu is 82 % (> 70 %) but the up-cooldown ends in 12 s'],
    [4, 5, [CPU], 'up from 4 to 5: cpu is 82 % (> 70 %)'],
    [4, 5, [CPU, LOAD], 'up from 4 to 5: cpu is 82 % (> 70 %) and requests is 120 req/s (> 100 req/s)'],
    [
      4,
      4,
      [CPU, COOLDOWN, FULL],
      'held at 4: cpu is 82 % (> 70 %) but the up-cooldown ends in 12 s; the host’s free CPU carries no further replica',
    ],
    [4, 4, [FULL], 'held at 4: the host’s free CPU carries no further replica'],
    [4, 2, [], 'down from 4 to 2'],
  ] as const)('%d → %d', (from, to, reasons, expected) => {
    expect(say(from, to, ...reasons)).toBe(expected);
  });

  it('names signals before limits, each in its order', () => {
    expect(joinReasons([COOLDOWN, CPU, FULL, LOAD])).toBe(
      `${CPU.message} and ${LOAD.message} but ${COOLDOWN.message}; ${FULL.message}`,
    );
  });
});

it('every reason code has a role and a summary that is one sentence', () => {
  for (const [code, { role, summary }] of Object.entries(REASONS)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(['signal', 'limit']).toContain(role);
    expect(summary).toMatch(/^[A-Z].*\.$/);
  }
});
