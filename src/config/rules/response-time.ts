import { balancerKindNamed } from '../../core/balancer-kinds.ts';
import { keysOf, valueAt } from '../places.ts';
import type { Rule } from './rule.ts';

/** A response time is measured by the balancer, and lifts the target of docker.cpu. */
export const responseTimeRule: Rule = (input, report) => {
  const wanted = valueAt(input, ['responseTime']);
  if (wanted === undefined || wanted === 'off') return;
  const balancer = valueAt(input, ['balancer']);
  const kind = typeof balancer === 'string' ? balancer : valueAt(balancer, ['kind']);
  if (typeof kind !== 'string' || balancerKindNamed(kind)?.countsRequests !== true)
    report(
      ['responseTime'],
      '"responseTime" needs a balancer that measures it',
      'Set "balancer: haproxy", or remove it.',
    );
  const metrics = valueAt(input, ['metrics']);
  const isCpu = (name: string) =>
    valueAt(metrics, [name, 'source']) === 'docker.cpu' && valueAt(metrics, [name, 'target']) !== undefined;
  const isDefault = metrics === undefined && valueAt(input, ['schedules']) === undefined;
  if (!isDefault && !keysOf(metrics).some(isCpu))
    report(
      ['responseTime'],
      '"responseTime" has no CPU target to lift',
      'Add a metric with "source: docker.cpu" and a "target", or remove it.',
    );
};
