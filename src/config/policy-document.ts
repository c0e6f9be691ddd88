import type { Fault } from './fault.ts';
import type { Places } from './places.ts';
import type { PolicyDraft } from './resolve/policy.ts';
import { resolvePolicy } from './resolve/policy.ts';
import { RULES } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';
import { policySchema } from './schema/policy.ts';
import { schemaFaults } from './schema-faults.ts';

/** One policy, or everything that is wrong with it. */
export type PolicyResult = { readonly draft: PolicyDraft } | { readonly faults: readonly Fault[] };

/** Reads one policy from plain data: the schema and the rules between keys, further ones too, all faults at once. */
export function readPolicy(
  input: unknown,
  places: Places,
  origin: string,
  further: readonly Rule[] = [],
): PolicyResult {
  const parsed = policySchema.safeParse(input);
  const faults = parsed.success
    ? []
    : [...schemaFaults(parsed.error.issues, { schema: policySchema, input, places })];
  for (const rule of [...RULES, ...further]) {
    rule(input, (path, message, fix) => {
      faults.push({ at: places.value(path), message, ...(fix !== undefined && { fix }) });
    });
  }
  if (!parsed.success || faults.length > 0) return { faults };
  return { draft: resolvePolicy(parsed.data, origin, places.value(['service'])) };
}
