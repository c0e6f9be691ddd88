import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterfactualOf } from '../../../../src/core/counterfactual/counterfactual.ts';
import { measuring } from '../../../../src/core/counterfactual/metric-turns.ts';
import { type Prospect, prospectOf } from '../../../../src/core/counterfactual/prospect.ts';
import { evaluate } from '../../../../src/core/evaluate/evaluate.ts';
import { remember } from '../../../../src/core/evaluate/remember.ts';
import { type Inputs, inputsOf, situationOf } from '../../../../src/core/situation.ts';
import { situations } from '../../../support/arbitraries.ts';
import { MINUTE } from '../../../support/builders.ts';

const INTERVAL = MINUTE;

function decide({ policy, observation, history, now }: Inputs) {
  return evaluate(policy, observation, history, now);
}

/** What ticks decide until the moment that a prospect names, told independently of how it was found. */
function decidedUntil(inputs: Inputs, { afterMs }: Prospect): readonly number[] {
  const { policy, observation } = inputs;
  let { history } = inputs;
  const decided: number[] = [];
  for (let passed = 0; passed <= afterMs; passed += INTERVAL) {
    const now = inputs.now + passed;
    const evaluation = evaluate(policy, observation, history, now);
    decided.push(evaluation.decision.to);
    history = remember(policy, observation, history, evaluation, now);
  }
  return decided;
}

describe('what would have changed a decision', () => {
  it('is so at the value that is stated, and not at the one before it', () => {
    let turns = 0;
    fc.assert(
      fc.property(situations, (inputs) => {
        const found = counterfactualOf(decide(inputs).decision, inputs, INTERVAL);
        expect(found).toBeDefined();
        for (const { metric: name, last, first, prospect } of found?.metrics ?? []) {
          turns += 1;
          expect(prospectOf(measuring(inputs, { name }, last), INTERVAL).to).toBe(found?.unchanged.to);
          expect(prospectOf(measuring(inputs, { name }, first), INTERVAL)).toEqual(prospect);
          expect(prospect.to).not.toBe(found?.unchanged.to);
        }
      }),
      { numRuns: 100 },
    );
    expect(turns).toBeGreaterThan(5);
  });

  it('comes when it is said to come, tick by tick, and not a tick before', () => {
    fc.assert(
      fc.property(situations, (inputs) => {
        const { current } = inputs.observation.replicas;
        const unchanged = prospectOf(inputs, INTERVAL);
        if (unchanged.to === current || unchanged.afterMs % INTERVAL !== 0) return;
        const decided = decidedUntil(inputs, unchanged);
        expect(decided.at(-1)).toBe(unchanged.to);
        expect(decided.slice(0, -1)).toEqual(decided.slice(0, -1).map(() => current));
      }),
    );
  });

  it('is another outcome without each limit that is named', () => {
    fc.assert(
      fc.property(situations, (inputs) => {
        const { decision } = decide(inputs);
        const found = counterfactualOf(decision, inputs, INTERVAL);
        for (const { code, prospect } of found?.without ?? []) {
          expect(decision.reasons.map((r) => r.code)).toContain(code);
          expect(prospect.to).not.toBe(found?.unchanged.to);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('rests on what the journal keeps of a decision, unless the policy was edited', () => {
    fc.assert(
      fc.property(situations, ({ policy, observation, history, now }) => {
        const { decision } = evaluate(policy, observation, history, now);
        const kept = JSON.parse(JSON.stringify(situationOf(policy, observation, history)));
        const inputs = inputsOf(policy, decision, kept, undefined, now);
        expect(inputs && decide(inputs).decision).toEqual(decision);
        const edited = { ...policy, max: policy.max + 1 };
        expect(inputsOf(edited, decision, kept, undefined, now)).toBeUndefined();
        const moved = { ...policy, origin: 'elsewhere.yaml' };
        expect(inputsOf(moved, decision, kept, undefined, now)).toBeDefined();
      }),
    );
  });
});
