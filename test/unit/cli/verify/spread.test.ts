import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affinityCheck, type Shares, spreadCheck } from '../../../../src/cli/verify/spread.ts';
import { TRAFFIC_DEFAULTS } from '../../../../src/core/balancing.ts';

function shares(requests: readonly number[], isCounted = true): Shares {
  return {
    shares: requests.map((each, index) => ({ name: `web-${index + 1}`, number: index + 1, requests: each })),
    isCounted,
  };
}

const of = (changes: Partial<typeof TRAFFIC_DEFAULTS>) => ({ ...TRAFFIC_DEFAULTS, ...changes });

describe('the spread', () => {
  it.each([
    ['even', of({ algorithm: 'roundrobin' }), shares([100, 100]), 'held'],
    ['a little off', of({ algorithm: 'roundrobin' }), shares([105, 95]), 'held'],
    ['uneven', of({ algorithm: 'roundrobin' }), shares([130, 70]), 'failed'],
    [
      'uneven by bytes, within what they can tell',
      of({ algorithm: 'roundrobin' }),
      shares([115.4, 84.6], false),
      'held',
    ],
    ['by weight', of({ algorithm: 'roundrobin', weights: { '2': 50 } }), shares([100, 50]), 'held'],
    ['not by weight', of({ algorithm: 'roundrobin', weights: { '2': 50 } }), shares([75, 75]), 'failed'],
    ['nobody’s at weight 0', of({ algorithm: 'leastconn', weights: { '2': 0 } }), shares([9, 0]), 'held'],
    ['some to all', of({ algorithm: 'leastconn' }), shares([190, 10]), 'held'],
    ['none to one', of({ algorithm: 'random' }), shares([200, 0]), 'failed'],
    ['a whiff by bytes', of({ algorithm: 'leastconn' }), shares([195, 5], false), 'failed'],
    ['one replica for one client', of({ algorithm: 'source' }), shares([0, 200]), 'held'],
    ['two replicas for one client', of({ algorithm: 'source' }), shares([1, 199]), 'failed'],
    [
      'sticky ones promise nothing even',
      of({ algorithm: 'roundrobin', sticky: { cookie: 'S' } }),
      shares([150, 50]),
      'held',
    ],
    ['nothing at all', of({}), shares([0, 0]), 'failed'],
  ])('%s', (_, promised, seen, verdict) => {
    expect(spreadCheck(promised, seen)).toMatchObject({ check: 'spread', verdict });
  });

  it('that is exactly as the weights say always holds', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 256 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        weights.filter((all) => all.some((one) => one > 0)),
        fc.integer({ min: 1, max: 20 }),
        (all, times) => {
          const byNumber = Object.fromEntries(all.map((weight, index) => [String(index + 1), weight]));
          const promised = of({ algorithm: 'roundrobin', weights: byNumber });
          expect(spreadCheck(promised, shares(all.map((weight) => weight * times))).verdict).toBe('held');
        },
      ),
    );
  });
});

describe('affinity', () => {
  it.each([
    [shares([20, 0]), 'held'],
    [shares([19, 1]), 'failed'],
    [shares([18, 2], false), 'held'],
    [shares([0, 0]), 'failed'],
  ])('%j', (seen, verdict) => {
    expect(affinityCheck(seen, 20).verdict).toBe(verdict);
  });
});
