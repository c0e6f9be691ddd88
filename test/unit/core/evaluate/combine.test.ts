import { describe, expect, it } from 'vitest';
import { combine } from '../../../../src/core/evaluate/combine.ts';
import type { MissingAction, Policy } from '../../../../src/core/policy.ts';
import type { Sample } from '../../../../src/core/sample.ts';
import {
  MISSING,
  metric,
  observation,
  policy,
  requests,
  target,
  thresholds,
} from '../../../support/builders.ts';
import { stageContext, written } from '../../../support/stage-context.ts';

const QUEUE = metric({ name: 'queue', unit: '', rule: thresholds({ up: 5 }) });
const TWO = policy({ metrics: [metric(), requests()] });

function combined(rules: Policy, samples: Readonly<Record<string, number | Sample>>) {
  const { replicas, reasons } = combine(
    stageContext({ policy: rules, observation: observation(4, samples) }),
  );
  return [replicas, ...reasons.map(written)];
}

describe('several metrics', () => {
  it('the highest wins on the way up, and only who asks for it is named', () => {
    const targets = policy({ metrics: [metric({ rule: target(60) }), requests({ rule: target(100) })] });
    expect(combined(targets, { cpu: 90, requests: 800 })).toEqual([
      8,
      'METRIC_ABOVE: cpu is 90 % (target 60 %)',
      'METRIC_ABOVE: requests is 200 req/s per replica (target 100 req/s)',
    ]);
    expect(combined(targets, { cpu: 90, requests: 100 })).toEqual([
      6,
      'METRIC_ABOVE: cpu is 90 % (target 60 %)',
    ]);
  });

  it('goes down when all agree', () => {
    expect(combined(TWO, { cpu: 20, requests: 40 })).toEqual([
      3,
      'METRIC_BELOW: cpu is 20 % (< 30 %)',
      'METRIC_BELOW: requests is 40 req/s (< 50 req/s)',
    ]);
  });

  it('stays when one does not agree, and names it', () => {
    expect(combined(TWO, { cpu: 20, requests: 80 })).toEqual([
      4,
      'METRIC_BELOW: cpu is 20 % (< 30 %)',
      'METRIC_WITHIN: requests is 80 req/s (between 50 req/s and 100 req/s)',
      'METRIC_DISAGREES: requests does not agree to fewer replicas',
    ]);
    const three = policy({ metrics: [...TWO.metrics, metric({ name: 'memory' })] });
    expect(combined(three, { cpu: 20, requests: 80, memory: 50 }).at(-1)).toBe(
      'METRIC_DISAGREES: requests and memory do not agree to fewer replicas',
    );
  });

  it('at min it is min that keeps the count, whoever would agree to fewer', () => {
    expect(combined({ ...TWO, min: 4 }, { cpu: 20, requests: 80 })).toEqual([
      4,
      'METRIC_BELOW: cpu is 20 % (< 30 %)',
      'METRIC_WITHIN: requests is 80 req/s (between 50 req/s and 100 req/s)',
      'AT_MIN: min is 4 replicas',
    ]);
    // Below min the stage of the bounds says so, once.
    expect(combined({ ...TWO, min: 5 }, { cpu: 20, requests: 80 }).at(-1)).toBe(
      'METRIC_DISAGREES: requests does not agree to fewer replicas',
    );
  });

  it('says what each is when none asks for anything', () => {
    expect(combined(TWO, { cpu: 50, requests: 80 })).toEqual([
      4,
      'METRIC_WITHIN: cpu is 50 % (between 30 % and 70 %)',
      'METRIC_WITHIN: requests is 80 req/s (between 50 req/s and 100 req/s)',
    ]);
  });

  it('one within its tolerance keeps another from going down, and does not hold back one that goes up', () => {
    const loose = metric({ rule: target(60, 0.3) });
    const strict = requests({ rule: target(100, 0.05) });
    const both = policy({ metrics: [loose, strict] });
    expect(combined(both, { cpu: 45, requests: 200 })[0]).toBe(4);
    expect(combined(both, { cpu: 75, requests: 430 })).toEqual([
      5,
      'METRIC_ABOVE: requests is 108 req/s per replica (target 100 req/s)',
    ]);
  });

  it('goes down without asking one that has no lower threshold', () => {
    const withQueue = policy({ metrics: [metric(), QUEUE] });
    expect(combined(withQueue, { cpu: 20, queue: 0 })[0]).toBe(3);
    expect(combined(withQueue, { cpu: 20, queue: 9 })[0]).toBe(5);
    expect(combined(policy({ metrics: [QUEUE] }), { queue: 0 })).toEqual([
      4,
      'METRIC_WITHIN: queue is 0 (≤ 5)',
    ]);
  });

  it('stays without metrics', () => {
    expect(combined(policy(), {})).toEqual([4, 'NO_METRICS: the policy has no metrics']);
  });
});

describe('missing data', () => {
  const kinds = ['empty', 'stale', 'not-a-number', 'error'] as const;
  const rulesFor = (kind: (typeof kinds)[number], whenUp: MissingAction, otherwise: MissingAction) =>
    policy({
      metrics: TWO.metrics,
      missingData: {
        rules: { ...TWO.missingData.rules, [kind]: { whenUp, otherwise } },
        floor: 7,
      },
    });

  describe.each(kinds)('%s', (kind) => {
    const missing = MISSING[kind];

    it.each([
      ['hold', 82, 5],
      ['floor', 82, 7],
      ['up', 82, 5],
    ] as const)('%s while the others want up', (action, cpu, wanted) => {
      expect(combined(rulesFor(kind, action, 'hold'), { cpu, requests: missing })[0]).toBe(wanted);
    });

    it.each([
      ['hold', 50, 4],
      ['floor', 50, 7],
      ['up', 50, 5],
      ['up', 20, 5],
      ['floor', 20, 7],
    ] as const)('%s otherwise, with cpu at %d', (action, cpu, wanted) => {
      expect(combined(rulesFor(kind, 'hold', action), { cpu, requests: missing })[0]).toBe(wanted);
    });

    it('leaves the other kinds to their own rules', () => {
      const other = kind === 'empty' ? MISSING.error : MISSING.empty;
      expect(combined(rulesFor(kind, 'up', 'up'), { cpu: 50, requests: other })[0]).toBe(4);
    });
  });

  it('says what is missing and what the rule makes of it', () => {
    expect(combined(rulesFor('empty', 'hold', 'floor'), { cpu: MISSING.empty, requests: 60 })).toEqual([
      7,
      'METRIC_MISSING: cpu has no data',
      'MISSING_DATA_FLOOR: the missing-data rule asks for at least 7 replicas',
    ]);
    expect(combined(rulesFor('error', 'hold', 'up'), { cpu: 50, requests: MISSING.error })).toEqual([
      5,
      'METRIC_MISSING: requests cannot be read (E_PROMETHEUS_TIMEOUT: no answer within 5 s)',
      'MISSING_DATA_UP: the missing-data rule asks for one more replica',
    ]);
    expect(combined(TWO, { cpu: 82, requests: MISSING.empty })).toEqual([
      5,
      'METRIC_ABOVE: cpu is 82 % (> 70 %)',
      'METRIC_MISSING: requests has no data',
    ]);
  });

  it('says nothing of one step up when the others want as much', () => {
    expect(combined(rulesFor('empty', 'up', 'hold'), { cpu: 82, requests: MISSING.empty })).toEqual([
      5,
      'METRIC_ABOVE: cpu is 82 % (> 70 %)',
      'METRIC_MISSING: requests has no data',
    ]);
  });

  it('takes the floor over one step up when both are asked for', () => {
    const rules = policy({
      metrics: TWO.metrics,
      missingData: {
        rules: {
          ...TWO.missingData.rules,
          empty: { whenUp: 'hold', otherwise: 'up' },
          error: { whenUp: 'hold', otherwise: 'floor' },
        },
        floor: 7,
      },
    });
    expect(combined(rules, { cpu: MISSING.empty, requests: MISSING.error })[0]).toBe(7);
  });

  it('a floor at or below what there is changes nothing', () => {
    const low = policy({
      ...rulesFor('empty', 'floor', 'floor'),
      missingData: { ...TWO.missingData, floor: 4 },
    });
    expect(combined(low, { cpu: 50 })[0]).toBe(4);
  });
});
