import type { MissingAction, MissingData } from '../../core/policy.ts';
import type { MissingDataInput, MissingRuleInput } from '../schema/missing-data.ts';
import { POLICY_DEFAULTS } from './defaults.ts';

function ruleOf(input: MissingRuleInput | undefined): { whenUp: MissingAction; otherwise: MissingAction } {
  const fallback: MissingAction = POLICY_DEFAULTS.missing;
  if (input === undefined) return { whenUp: fallback, otherwise: fallback };
  if (typeof input === 'string') return { whenUp: input, otherwise: input };
  return { whenUp: input.whenUp ?? fallback, otherwise: input.otherwise ?? fallback };
}

/** The rule for every kind of missing sample; `min` is the floor where none is given. */
export function missingDataOf(input: MissingDataInput | undefined, min: number): MissingData {
  const each = typeof input === 'string' ? undefined : input;
  const all = typeof input === 'string' ? input : undefined;
  return {
    rules: {
      empty: ruleOf(all ?? each?.empty),
      stale: ruleOf(all ?? each?.stale),
      'not-a-number': ruleOf(all ?? each?.notANumber),
      error: ruleOf(all ?? each?.error),
    },
    floor: each?.floor ?? min,
  };
}
