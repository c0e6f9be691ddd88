import { type Policy, serviceKey } from '../core/policy.ts';
import type { ServiceState } from '../core/replica.ts';
import type { Runtime } from './runtime.ts';

/** The policy in force for one of `states`, or what it is scaled by without one. Throws `E_CONFIG`, `E_SERVICE_AMBIGUOUS`. */
export async function policyOf(
  { policies }: Runtime,
  states: readonly ServiceState[],
  state: ServiceState,
): Promise<Policy> {
  const set = await policies.read(states);
  const key = serviceKey(state.ref);
  return set.policies.find((policy) => serviceKey(policy.ref) === key) ?? policies.withoutPolicy(state);
}
