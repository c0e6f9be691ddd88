import { balancerKindNamed, DEFAULT_BALANCER_KIND } from '../../core/balancer-kinds.ts';
import { keysOf, type Path, valueAt } from '../places.ts';
import type { Report, Rule } from './rule.ts';

function kindOf(balancer: unknown): unknown {
  if (balancer === undefined) return 'none';
  return keysOf(balancer).length > 0 ? (valueAt(balancer, ['kind']) ?? DEFAULT_BALANCER_KIND) : balancer;
}

function has(balancer: unknown, key: string): boolean {
  return valueAt(balancer, key.split('.')) !== undefined;
}

function pathOf(key: string): Path {
  return ['balancer', ...key.split('.')];
}

/** What this kind of balancer cannot do at all, or not in somebody else's frontend. */
function kindFaults(kind: string, balancer: unknown, report: Report): void {
  const traits = balancerKindNamed(kind);
  if (traits === undefined) return;
  for (const [key, fix] of Object.entries(traits.cannot))
    if (has(balancer, key)) report(pathOf(key), `"balancer.${key}" is not possible with ${kind}`, fix);
  for (const key of traits.onlyWithListen)
    if (has(balancer, key) && !has(balancer, 'listen') && traits.cannot[key] === undefined)
      report(
        pathOf(key),
        `"balancer.${key}" needs "balancer.listen" with ${kind}: without it the requests come from your own configuration`,
        `Add "listen: [{ port: 80 }]", or remove it and configure it in your own ${kind} configuration.`,
      );
}

function listenFaults(kind: string, balancer: unknown, report: Report): void {
  const listen = valueAt(balancer, ['listen']);
  if (!Array.isArray(listen)) return;
  const isNamed = balancerKindNamed(kind)?.keyNamedAfterCertificate === true;
  for (const [index, entry] of listen.entries()) {
    const path: Path = ['balancer', 'listen', index];
    const port = valueAt(entry, ['port']);
    const earlier = listen.slice(0, index).some((other) => valueAt(other, ['port']) === port);
    if (earlier && port !== undefined)
      report([...path, 'port'], `"balancer.listen" has port ${String(port)} twice`, 'Keep one of them.');
    const certificate = valueAt(entry, ['tls', 'certificate']);
    const key = valueAt(entry, ['tls', 'key']);
    if (isNamed && key !== undefined && typeof certificate === 'string' && key !== `${certificate}.key`)
      report(
        [...path, 'tls', 'key'],
        `${kind} finds a certificate’s key only in the same file or in ${certificate}.key`,
        `Call it ${certificate}.key, or put both into one file and leave "key" out.`,
      );
  }
}

function metricFaults(kind: string, input: unknown, report: Report): void {
  for (const name of keysOf(valueAt(input, ['metrics']))) {
    const source = valueAt(input, ['metrics', name, 'source']);
    if (typeof source !== 'string' || !source.startsWith('balancer.')) continue;
    const reads = `metric "${name}" reads the balancer’s counters, but`;
    if (balancerKindNamed(kind)?.countsRequests === false)
      report(
        ['metrics', name, 'source'],
        `${reads} ${kind} does not count by service`,
        'Choose docker.cpu or docker.memory, or ask Prometheus for what the service itself counts.',
      );
    if (kind === 'none')
      report(
        ['metrics', name, 'source'],
        `${reads} the policy has no balancer`,
        'Add "balancer: haproxy", or choose another source.',
      );
  }
}

/** The balancer is not the scaled service, it has the settings it is given, and metrics that need one have one. */
export const balancerRule: Rule = (input, report) => {
  const balancer = valueAt(input, ['balancer']);
  const kind = kindOf(balancer);
  if (typeof kind !== 'string') return;
  const service = valueAt(input, ['service']);
  const carrier = valueAt(balancer, ['service']) ?? balancerKindNamed(kind)?.service;
  if (kind !== 'none' && typeof service === 'string' && carrier === service)
    report(
      ['balancer'],
      `service "${service}" is its own balancer`,
      'Set "balancer.service" to the service that runs the balancer.',
    );
  for (const key of kind === 'none' ? keysOf(balancer) : [])
    if (key !== 'kind')
      report(['balancer', key], `"balancer.${key}" has no meaning with balancer none`, 'Remove it.');
  kindFaults(kind, balancer, report);
  listenFaults(kind, balancer, report);
  metricFaults(kind, input, report);
};
