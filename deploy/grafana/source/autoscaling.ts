import type { Dashboard } from './dashboard.ts';
import type { Query } from './panel.ts';

const SERVICE = 'project=~"$project",service=~"$service"';

/** A share as it is, and the mean of the hour before. */
const trend = (series: string): readonly Query[] => [
  { expr: series, legend: '{{service}}' },
  { expr: `avg_over_time(${series}[1h])`, legend: '{{service}} trend' },
];

/** What the autoscaler does and why: replicas between their bounds, each metric, every change, and what fails. */
export const AUTOSCALING: Dashboard = {
  uid: 'autoscaler-autoscaling',
  title: 'Autoscaling',
  description: 'What the autoscaler does and why.',
  choices: [
    { name: 'project', label: 'Project', series: 'autoscaler_replicas_current', of: 'project' },
    {
      name: 'service',
      label: 'Service',
      series: 'autoscaler_replicas_current{project=~"$project"}',
      of: 'service',
    },
  ],
  marks: [
    {
      name: 'scale-up',
      colour: 'green',
      expr: `sum by (service) (delta(autoscaler_replicas_desired{${SERVICE}}[6s])) > 0`,
    },
    {
      name: 'scale-down',
      colour: 'blue',
      expr: `sum by (service) (delta(autoscaler_replicas_desired{${SERVICE}}[6s])) < 0`,
    },
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Replicas',
          description: 'Healthy replicas.',
          kind: 'stat',
          unit: 'none',
          width: 6,
          queries: [
            { expr: `sum by (service) (autoscaler_replicas_ready{${SERVICE}})`, legend: '{{service}}' },
          ],
        },
        {
          title: 'Room to the maximum',
          description: 'Replicas that the policy would still allow.',
          kind: 'stat',
          unit: 'none',
          width: 6,
          queries: [
            {
              expr: `sum by (service) (autoscaler_replicas_max{${SERVICE}} - autoscaler_replicas_current{${SERVICE}})`,
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Changes in the last hour',
          description: 'How often the count changed, whoever changed it. Many in both directions: flapping.',
          kind: 'stat',
          unit: 'none',
          width: 6,
          limits: { warn: 12, alarm: 30 },
          queries: [
            {
              expr: `sum by (service) (changes(autoscaler_replicas_current{${SERVICE}}[1h]))`,
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Since the last tick',
          description: 'Seconds since the control loop last succeeded.',
          kind: 'stat',
          unit: 's',
          width: 6,
          limits: { warn: 30, alarm: 60 },
          queries: [{ expr: 'time() - autoscaler_last_tick_timestamp_seconds', legend: 'controller' }],
        },
      ],
    },
    {
      title: 'Replicas',
      panels: [
        {
          title: 'Replicas and their bounds',
          description:
            'What runs, what is healthy, what was decided, what the policy allows, and what a shadow policy would do.',
          kind: 'timeseries',
          unit: 'none',
          width: 24,
          isStepped: true,
          queries: [
            { expr: `autoscaler_replicas_ready{${SERVICE}}`, legend: '{{service}} healthy' },
            { expr: `autoscaler_replicas_current{${SERVICE}}`, legend: '{{service}} running' },
            { expr: `autoscaler_replicas_desired{${SERVICE}}`, legend: '{{service}} decided' },
            { expr: `autoscaler_replicas_min{${SERVICE}}`, legend: '{{service}} min' },
            { expr: `autoscaler_replicas_max{${SERVICE}}`, legend: '{{service}} max' },
            { expr: `autoscaler_shadow_replicas_desired{${SERVICE}}`, legend: '{{service}} shadow policy' },
          ],
        },
        {
          title: 'Metrics that decide',
          description: 'Each metric of the policy as it was last read, in its own unit.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [{ expr: `autoscaler_sample_value{${SERVICE}}`, legend: '{{service}} {{metric}}' }],
        },
        {
          title: 'Decisions by reason',
          description: 'Decisions per minute, by action and by the code of the reason that decided.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (action, reason) (rate(autoscaler_decisions_total{${SERVICE}}[$__rate_interval])) * 60`,
              legend: '{{action}} {{reason}}',
            },
          ],
        },
        {
          title: 'Changes per hour',
          description: 'How often the count changed within the last hour, whoever changed it.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          isStepped: true,
          queries: [
            {
              expr: `sum by (service) (changes(autoscaler_replicas_current{${SERVICE}}[1h]))`,
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'How long a change takes',
          description: 'The 95th percentile of each kind of step within the last ten minutes.',
          kind: 'timeseries',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: 'histogram_quantile(0.95, sum by (le, kind) (rate(autoscaler_step_duration_seconds_bucket[10m])))',
              legend: '{{kind}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Forecast',
      panels: [
        {
          title: 'Forecast against actual',
          description:
            'The load in replicas that it fills up to the target, the bound that it is not expected to go over until a ' +
            'replica started now would serve, and the replicas there are. Empty without a forecast in the policy.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            { expr: `autoscaler_forecast_demand_replicas{${SERVICE}}`, legend: '{{service}} load' },
            { expr: `autoscaler_forecast_bound_replicas{${SERVICE}}`, legend: '{{service}} bound' },
            { expr: `autoscaler_replicas_ready{${SERVICE}}`, legend: '{{service}} replicas' },
          ],
        },
        {
          title: 'How far the forecast is trusted',
          description:
            'Whether it is acted on (100 %), and the share of the load of some eight hours that met replicas within ' +
            'their target.',
          kind: 'timeseries',
          unit: 'percentunit',
          width: 12,
          queries: [
            { expr: `autoscaler_forecast_trusted{${SERVICE}}`, legend: '{{service}} acted on' },
            { expr: `autoscaler_forecast_served_ratio{${SERVICE}}`, legend: '{{service}} served in time' },
          ],
        },
      ],
    },
    {
      title: 'Resource trend and cost',
      panels: [
        {
          title: 'CPU of the service',
          description:
            'Mean over its replicas, in % of their limit (of one core without one), and its trend: the mean of an hour.',
          kind: 'timeseries',
          unit: 'percent',
          width: 12,
          queries: trend(`autoscaler_service_cpu_percent{${SERVICE}}`),
        },
        {
          title: 'Memory of the service',
          description:
            'Mean over its replicas, in % of their limit (of the host’s memory without one), and its trend: the mean of an hour.',
          kind: 'timeseries',
          unit: 'percent',
          width: 12,
          queries: trend(`autoscaler_service_memory_percent{${SERVICE}}`),
        },
        {
          title: 'Cost an hour',
          description: 'What runs at the policy’s costPerReplicaHour. Empty without one.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (service, currency) (rate(autoscaler_replica_cost_total{${SERVICE}}[$__rate_interval])) * 3600`,
              legend: '{{service}} {{currency}}',
            },
          ],
        },
        {
          title: 'Cost of the last day',
          description:
            'What ran within the last 24 hours at the policy’s costPerReplicaHour. Empty without one.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (service, currency) (increase(autoscaler_replica_cost_total{${SERVICE}}[1d]))`,
              legend: '{{service}} {{currency}}',
            },
          ],
        },
        {
          title: 'Replica-hours of the last day',
          description:
            'What ran, and what would have run with the maximum all the time: the gap is what was saved.',
          kind: 'timeseries',
          unit: 'short',
          width: 24,
          queries: [
            {
              expr: `sum by (service) (avg_over_time(autoscaler_replicas_current{${SERVICE}}[1d])) * 24`,
              legend: '{{service}} used',
            },
            {
              expr: `sum by (service) (avg_over_time(autoscaler_replicas_max{${SERVICE}}[1d])) * 24`,
              legend: '{{service}} at the maximum',
            },
          ],
        },
      ],
    },
    {
      title: 'The controller itself',
      panels: [
        {
          title: 'Duration of a tick',
          description: 'Median and 95th percentile from observing to the decisions being recorded.',
          kind: 'timeseries',
          unit: 's',
          width: 8,
          queries: ['0.5', '0.95'].map((quantile) => ({
            expr: `histogram_quantile(${quantile}, sum by (le) (rate(autoscaler_tick_duration_seconds_bucket[$__rate_interval])))`,
            legend: `${Number(quantile) * 100} %`,
          })),
        },
        {
          title: 'Missing samples',
          description: 'Samples per second without a usable value. Missing data never scales down.',
          kind: 'timeseries',
          unit: 'short',
          width: 8,
          queries: [
            {
              expr: `sum by (service, metric, kind) (rate(autoscaler_sample_missing_total{${SERVICE}}[$__rate_interval])) or vector(0)`,
              legend: '{{service}} {{metric}} {{kind}}',
            },
          ],
        },
        {
          title: 'Failures',
          description:
            'Failures within ten minutes, by error code. Each code is explained in docs/reference/errors.md.',
          kind: 'timeseries',
          unit: 'short',
          width: 8,
          queries: [
            {
              expr: 'sum by (service, code) (increase(autoscaler_failures_total[10m])) or vector(0)',
              legend: '{{service}} {{code}}',
            },
          ],
        },
        {
          title: 'CPU of the controller',
          description: 'What the controller itself takes from the host: cores.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            { expr: 'rate(process_cpu_seconds_total{job="autoscaler"}[$__rate_interval])', legend: 'cores' },
          ],
        },
        {
          title: 'Memory of the controller',
          description: 'What the controller itself takes from the host: memory.',
          kind: 'timeseries',
          unit: 'bytes',
          width: 12,
          queries: [{ expr: 'process_resident_memory_bytes{job="autoscaler"}', legend: 'memory' }],
        },
      ],
    },
  ],
};
