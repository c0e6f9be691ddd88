import { stringify } from 'yaml';
import { parsePolicyFile } from '../../config/policy-file.ts';
import { kindOfBalancer } from '../../core/balancer-kinds.ts';
import { type BalancerRef, type BalancingRef, TRAFFIC_DEFAULTS } from '../../core/balancing.ts';
import { AutoscalerError } from '../../core/errors.ts';
import { formatNumber } from '../../core/format.ts';
import { CPU_TARGET, type Proposal } from './proposal.ts';

/** Which numbers Prometheus has of a service. */
export interface PrometheusSeries {
  /** CPU by container, from cAdvisor. */
  readonly cpu: boolean;
  /** Requests by backend, from the balancer’s exporter. */
  readonly requests: boolean;
}

export const NO_SERIES: PrometheusSeries = { cpu: false, requests: false };

const CADVISOR =
  'container_cpu_usage_seconds_total{container_label_com_docker_compose_project="{{project}}",container_label_com_docker_compose_service="{{service}}"}';

/** A policy file that `validate` finds no fault with. Throws `E_CONFIG` where there can be none. */
export function policyText(proposal: Proposal, series: PrometheusSeries, hostCores: number): string {
  const { service, min, max, balancer } = proposal;
  const name = service.ref.service;
  const blocks = [
    [
      `# First policy of ${name}, written by autoscaler init; it is yours now. Every key: docs/reference/policy.md`,
      `service: ${quoted(name)}`,
      `project: ${quoted(service.ref.project)}`,
    ],
    [
      '# Never fewer: as many as ran when this was written. Two or more outlive the failure of one.',
      `min: ${min}`,
      `# Never more: ${reasonForMax(service.cpuLimitCores, hostCores, max)}`,
      `max: ${max}`,
    ],
    balancer.kind === 'none'
      ? ['# Replicas come and go without a balancer.', 'balancer: none']
      : [
          '# How requests reach the replicas, as your configuration has it.',
          ...balancerLines(balancer, name),
        ],
    ['metrics:', ...cpuLines(service.cpuLimitCores, series), ...requestLines(balancer, series)],
    [
      '# How long a replica that leaves may take to finish what it has; above your longest request.',
      'drain: { timeout: 30s }',
    ],
  ];
  const text = `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  const [fault] = parsePolicyFile(text, `${name}.yaml`).faults;
  if (fault !== undefined)
    throw new AutoscalerError('E_CONFIG', `no valid policy can be written for ${name}: ${fault.message}`, {
      at: fault.at,
      fix: `Write one by hand${fault.fix === undefined ? '.' : `: ${fault.fix}`}`,
    });
  return text;
}

function reasonForMax(limit: number | undefined, cores: number, max: number): string {
  const host = `this host has ${formatNumber(cores)} cores`;
  const each =
    limit === undefined ? `at ${CPU_TARGET} % of one each` : `at the limit of ${formatNumber(limit)} each`;
  const used = (limit ?? CPU_TARGET / 100) * max;
  return used > cores ? `${host}, and more are of no use to a busy service.` : `${host}, ${each}.`;
}

function balancerLines(balancer: BalancingRef, name: string): readonly string[] {
  const { kind, service, port, backend, configDir, socket, algorithm, check, sticky, timeouts } = balancer;
  const { responseMs } = timeouts;
  const settings = {
    kind,
    service,
    ...(port === undefined ? {} : { port }),
    ...(backend === name ? {} : { backend }),
    configDir,
    ...(socket === undefined ? {} : { socket }),
    algorithm,
    ...(check.path === undefined ? {} : { check: { path: check.path } }),
    ...(sticky === undefined ? {} : { sticky }),
    ...(responseMs === TRAFFIC_DEFAULTS.timeouts.responseMs
      ? {}
      : { timeouts: { response: `${responseMs}ms` } }),
  };
  const lines = stringify(settings, { lineWidth: 0 }).trimEnd().split('\n');
  return ['balancer:', ...lines.map((line) => `  ${line}`)];
}

function cpuLines(limit: number | undefined, { cpu }: PrometheusSeries): readonly string[] {
  const of = limit === undefined ? 'one core' : `their limit of ${formatNumber(limit)} cores`;
  const share = limit === undefined ? '' : ` / ${limit}`;
  const source = cpu
    ? [
        `    prometheus: ${quoted(`avg(sum by (id) (rate(${CADVISOR}[1m]))) * 100${share}`)}`,
        '    aggregate: average',
        '    unit: " %"',
      ]
    : ['    source: docker.cpu'];
  return [
    `  # The replicas’ mean CPU in % of ${of}. A lower target reacts earlier and costs more.`,
    '  cpu:',
    ...source,
    `    target: ${CPU_TARGET}`,
  ];
}

/** As comments: how much one replica carries is known to nobody but the user. */
function requestLines(balancer: BalancerRef, { requests }: PrometheusSeries): readonly string[] {
  if (balancer.kind === 'none') return [];
  const { requestCounter: counter, countsRequests } = kindOfBalancer(balancer.kind);
  if (!countsRequests) return [];
  const source =
    requests && counter !== undefined
      ? [
          `    prometheus: ${quoted(`sum(rate(${counter.series}{${counter.label}="{{service}}"}[30s]))`)}`,
          '    aggregate: total',
          '    unit: " req/s"',
        ]
      : ['    source: balancer.requests-per-second'];
  return [
    '  # Reacts before the CPU does: put in how many requests per second one replica carries well, and uncomment.',
    ...['  requests:', ...source, '    target: 50'].map((line) => line.replace(/^ {2}/, '  # ')),
  ];
}

function quoted(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}
