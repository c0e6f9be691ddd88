import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, describe as sentence } from '../../../../src/core/decision.ts';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import { remember } from '../../../../src/core/evaluate/remember.ts';
import { stabilization } from '../../../../src/core/evaluate/stabilization.ts';
import { REASONS, type ReasonCode } from '../../../../src/core/reasons.ts';
import { type Situation, situations } from '../../../support/arbitraries.ts';
import { stageContext } from '../../../support/stage-context.ts';

const RUNS = 2000;

function decide({ policy, observation, history, now }: Situation): Decision {
  return evaluate(policy, observation, history, now).decision;
}

function has(decision: Decision, ...codes: ReasonCode[]): boolean {
  return decision.reasons.some((r) => codes.includes(r.code));
}

function isLimited(decision: Decision): boolean {
  return decision.reasons.some((r) => REASONS[r.code].role === 'limit');
}

function isMissing({ policy, observation }: Situation): boolean {
  return policy.metrics.some((m) => observation.samples.get(m.name)?.kind !== 'value');
}

function always(check: (situation: Situation, decision: Decision) => void): void {
  fc.assert(
    fc.property(situations, (situation) => check(situation, decide(situation))),
    { numRuns: RUNS },
  );
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

describe('evaluate', () => {
  it('is pure: frozen input, the same answer twice, nothing changed', () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const before = structuredClone(situation);
        const { policy, observation, history, now } = frozen(situation);
        const first = evaluate(policy, observation, history, now);
        expect(evaluate(before.policy, before.observation, before.history, now)).toEqual(first);
        const next = remember(policy, observation, history, first, now);
        expect(JSON.parse(JSON.stringify(next))).toEqual(next);
        expect(situation).toEqual(before);
      }),
      { numRuns: RUNS },
    );
  });

  it('gives a whole count, and the action that follows from it', () => {
    always(({ observation, now }, decision) => {
      const { from, to, at, action } = decision;
      expect([from, at]).toEqual([observation.replicas.current, now]);
      expect(Number.isSafeInteger(to) && to >= 0).toBe(true);
      expect(action).toBe(to > from ? 'scale-up' : to < from ? 'scale-down' : 'hold');
      expect(decision.reasons.length).toBeGreaterThan(0);
      expect(sentence(decision)).not.toMatch(/NaN \w|undefined|Infinity| but but |: but/);
    });
  });

  it('stays within min and max unless the service is left alone, forced or backing off', () => {
    always(({ policy, observation }, decision) => {
      if (observation.suspension || has(decision, 'MANUAL', 'BACKING_OFF')) return;
      expect(decision.to).toBeGreaterThanOrEqual(policy.min);
      expect(decision.to).toBeLessThanOrEqual(policy.max);
    });
  });

  it('repairs a count below min at once, whatever delays there are', () => {
    always(({ policy, observation, history }, decision) => {
      const isExempt = observation.suspension || history.failures || has(decision, 'MANUAL');
      if (isExempt || decision.from >= policy.min) return;
      expect(decision.action).toBe('scale-up');
      expect(decision.to).toBeGreaterThanOrEqual(policy.min);
    });
  });

  it('changes nothing while the service is left alone', () => {
    always(({ observation }, decision) => {
      if (observation.suspension) expect(decision.action).toBe('hold');
    });
  });

  it('never goes down while a sample is missing, unless there are more than max', () => {
    always((situation, decision) => {
      if (isMissing(situation) && decision.from <= situation.policy.max)
        expect(decision.to).toBeGreaterThanOrEqual(decision.from);
    });
  });

  it('goes down for metrics only when each that has a say recommends fewer', () => {
    always(({ policy }, decision) => {
      const isByOther = decision.from > policy.max || has(decision, 'SCHEDULE_CAP', 'DRIFT_RESTORED');
      if (decision.action !== 'scale-down' || isByOther) return;
      const asked = decision.recommendations.flatMap((r) => (r.replicas === undefined ? [] : [r.replicas]));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.every((replicas) => replicas < decision.from)).toBe(true);
      expect(decision.recommendations.some((r) => r.missing)).toBe(false);
      expect(decision.to).toBeGreaterThanOrEqual(Math.max(...asked));
    });
  });

  it('never goes down while a burst lasts, unless there are more than max', () => {
    always(({ policy, history, now }, decision) => {
      const { burst } = policy;
      const wasSeen = burst !== undefined && now - (history.burst?.seenAt ?? 0) < burst.lastsMs;
      const isExempt = decision.from > policy.max || has(decision, 'MANUAL');
      if ((wasSeen || has(decision, 'BURST')) && !isExempt)
        expect(decision.to).toBeGreaterThanOrEqual(decision.from);
    });
  });

  it('waits for nothing on the way up while a burst lasts', () => {
    always((_, decision) => {
      if (has(decision, 'BURST'))
        expect(has(decision, 'STABILIZING_UP', 'UP_COOLDOWN', 'SAVING_TOO_SMALL')).toBe(false);
    });
  });

  it('does without a burst in the policy as if there had never been one', () => {
    always((situation, _) => {
      const { burst: _burst, ...policy } = situation.policy;
      const { burst: _memory, ...history } = situation.history;
      expect(decide({ ...situation, policy })).toEqual(decide({ ...situation, policy, history }));
    });
  });

  it('never holds a scale-up for the budget of actions', () => {
    always((situation, decision) => {
      const { actionsPerHour: _, ...policy } = situation.policy;
      const free = decide({ ...situation, policy });
      if (free.to > free.from) {
        // Where the metrics ask for less and only min for more, the reasons tell of the budget too.
        expect(decision.to).toBe(free.to);
        return;
      }
      expect(decision.to).toBeGreaterThanOrEqual(free.to);
      expect(decision.to).toBeLessThanOrEqual(free.from);
    });
  });

  it('says what held a count that some metric would change', () => {
    always((_, decision) => {
      const isAsked = decision.recommendations.some(
        (r) => r.replicas !== undefined && r.replicas !== decision.from,
      );
      if (decision.action === 'hold' && isAsked && !has(decision, 'MANUAL'))
        expect(isLimited(decision)).toBe(true);
    });
  });

  it('says what made the count another than what is needed', () => {
    fc.assert(
      fc.property(situations, ({ policy, observation, history, now }) => {
        const { decision, recommended } = evaluate(policy, observation, history, now);
        if (decision.to !== recommended)
          expect(isLimited(decision) || has(decision, 'MANUAL', 'DRIFT_RESTORED')).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('gives no fewer replicas for more load', () => {
    const pairs = situations.chain((situation) => {
      const { metrics } = situation.policy;
      const targets = metrics.filter((m) => m.rule.kind === 'target').map((m) => m.name);
      const loads = fc
        .tuple(fc.nat(5000), fc.nat(5000))
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
      return fc.record({
        situation: fc.constant(situation),
        name: fc.constantFrom(...targets, 'none'),
        loads,
      });
    });
    fc.assert(
      fc.property(pairs, ({ situation, name, loads: [low, high] }) => {
        // A rule for missing data may ask for less once the others want up: that is the policy's own choice.
        if (isMissing(situation)) return;
        const at = (value: number) => {
          const samples = new Map(situation.observation.samples);
          if (name !== 'none') samples.set(name, { kind: 'value', value, at: situation.now });
          return decide({ ...situation, observation: { ...situation.observation, samples } }).to;
        };
        expect(at(high)).toBeGreaterThanOrEqual(at(low));
      }),
      { numRuns: RUNS },
    );
  });
});

it('stabilization stays between the wanted and the current count', () => {
  fc.assert(
    fc.property(situations, fc.nat(22), (situation, wanted) => {
      const { current } = situation.observation.replicas;
      const { replicas } = stabilization({ replicas: wanted, reasons: [] }, stageContext(situation));
      expect(replicas).toBeGreaterThanOrEqual(Math.min(wanted, current));
      expect(replicas).toBeLessThanOrEqual(Math.max(wanted, current));
    }),
    { numRuns: RUNS },
  );
});
