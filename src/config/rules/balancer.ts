import { keysOf, valueAt } from '../places.ts';
import type { Rule } from './rule.ts';

function kindOf(balancer: unknown): unknown {
  if (balancer === undefined) return 'none';
  return keysOf(balancer).length > 0 ? (valueAt(balancer, ['kind']) ?? 'haproxy') : balancer;
}

/** The balancer is not the scaled service, and metrics that need one have one. */
export const balancerRule: Rule = (input, report) => {
  const balancer = valueAt(input, ['balancer']);
  const kind = kindOf(balancer);
  const service = valueAt(input, ['service']);
  const carrier = valueAt(balancer, ['service']) ?? kind;
  if (kind !== 'none' && typeof service === 'string' && carrier === service)
    report(
      ['balancer'],
      `service "${service}" is its own balancer`,
      'Set "balancer.service" to the service that runs the balancer.',
    );
  for (const key of keysOf(balancer)) {
    if (kind === 'none' && key !== 'kind')
      report(['balancer', key], `"balancer.${key}" has no meaning with balancer none`, 'Remove it.');
  }
  for (const name of keysOf(valueAt(input, ['metrics']))) {
    const source = valueAt(input, ['metrics', name, 'source']);
    if (kind === 'none' && typeof source === 'string' && source.startsWith('balancer.'))
      report(
        ['metrics', name, 'source'],
        `metric "${name}" reads the balancer’s counters, but the policy has no balancer`,
        'Add "balancer: haproxy", or choose another source.',
      );
  }
};
