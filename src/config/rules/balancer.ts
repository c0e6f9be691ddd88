import { keysOf, valueAt } from '../places.ts';
import type { Rule } from './rule.ts';

function kindOf(balancer: unknown): unknown {
  if (balancer === undefined) return 'none';
  return keysOf(balancer).length > 0 ? (valueAt(balancer, ['kind']) ?? 'haproxy') : balancer;
}

/** What only HAProxy can do, and what to do about it with nginx. */
const NOT_WITH_NGINX: Readonly<Record<string, string>> = {
  socket: 'Remove it: nginx is told by its file and a signal.',
  checkPath: 'Remove it, and give the Compose service a healthcheck: only healthy replicas get requests.',
};

/** The balancer is not the scaled service, it has the settings it is given, and metrics that need one have one. */
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
    const fix = NOT_WITH_NGINX[key];
    if (kind === 'nginx' && fix !== undefined)
      report(['balancer', key], `"balancer.${key}" is not possible with nginx`, fix);
  }
  for (const name of keysOf(valueAt(input, ['metrics']))) {
    const source = valueAt(input, ['metrics', name, 'source']);
    if (typeof source !== 'string' || !source.startsWith('balancer.')) continue;
    if (kind === 'nginx')
      report(
        ['metrics', name, 'source'],
        `metric "${name}" reads the balancer’s counters, but nginx does not count by service`,
        'Choose docker.cpu or docker.memory, or ask Prometheus for what the service itself counts.',
      );
    if (kind === 'none')
      report(
        ['metrics', name, 'source'],
        `metric "${name}" reads the balancer’s counters, but the policy has no balancer`,
        'Add "balancer: haproxy", or choose another source.',
      );
  }
};
