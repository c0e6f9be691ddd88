/** One exported metric; `buckets` are a histogram's upper bounds. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

const OF_SERVICE = ['project', 'service'] as const;
const OF_REPLICA = [...OF_SERVICE, 'replica'] as const;

/** Everything the controller exports; docs/reference/metrics.md lists the same. */
export const METRICS = {
  ticks: {
    name: 'autoscaler_ticks_total',
    type: 'counter',
    help: 'Ticks of the control loop that succeeded.',
    labels: [],
  },
  tickDuration: {
    name: 'autoscaler_tick_duration_seconds',
    type: 'histogram',
    help: 'How long a tick took, from observing to the decisions being recorded.',
    labels: [],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  lastTick: {
    name: 'autoscaler_last_tick_timestamp_seconds',
    type: 'gauge',
    help: 'When the last tick succeeded, in seconds since 1970.',
    labels: [],
  },
  services: {
    name: 'autoscaler_services',
    type: 'gauge',
    help: 'Services that the last tick decided on.',
    labels: [],
  },
  policies: {
    name: 'autoscaler_policies',
    type: 'gauge',
    help: 'Policies in force.',
    labels: [],
  },
  policyFaults: {
    name: 'autoscaler_policy_faults',
    type: 'gauge',
    help: 'Faults in policy files and labels that keep a policy or an edit of it out of force.',
    labels: [],
  },
  replicasCurrent: {
    name: 'autoscaler_replicas_current',
    type: 'gauge',
    help: 'Replicas of the service that are meant to stay, ready or not.',
    labels: OF_SERVICE,
  },
  replicasReady: {
    name: 'autoscaler_replicas_ready',
    type: 'gauge',
    help: 'Healthy replicas of the service.',
    labels: OF_SERVICE,
  },
  replicasDesired: {
    name: 'autoscaler_replicas_desired',
    type: 'gauge',
    help: 'Replicas that the last decision asked for.',
    labels: OF_SERVICE,
  },
  replicasMin: {
    name: 'autoscaler_replicas_min',
    type: 'gauge',
    help: 'The least replicas that the policy allows.',
    labels: OF_SERVICE,
  },
  replicasMax: {
    name: 'autoscaler_replicas_max',
    type: 'gauge',
    help: 'The most replicas that the policy allows.',
    labels: OF_SERVICE,
  },
  replicaSeconds: {
    name: 'autoscaler_replica_seconds_total',
    type: 'counter',
    help: 'Seconds that replicas of the service ran, added up over the replicas, while the controller watched.',
    labels: OF_SERVICE,
  },
  replicaCost: {
    name: 'autoscaler_replica_cost_total',
    type: 'counter',
    help: 'What these replicas cost by the policy’s costPerReplicaHour; absent without one.',
    labels: [...OF_SERVICE, 'currency'],
  },
  shadowDesired: {
    name: 'autoscaler_shadow_replicas_desired',
    type: 'gauge',
    help: 'Replicas that the shadow of a policy would have asked for at the last decision.',
    labels: OF_SERVICE,
  },
  forecastDemand: {
    name: 'autoscaler_forecast_demand_replicas',
    type: 'gauge',
    help: 'Replicas that the load of a policy with a forecast fills up to the target now.',
    labels: OF_SERVICE,
  },
  forecastBound: {
    name: 'autoscaler_forecast_bound_replicas',
    type: 'gauge',
    help: 'Replicas that the load may fill up to the target until a replica started now would serve.',
    labels: OF_SERVICE,
  },
  forecastTrusted: {
    name: 'autoscaler_forecast_trusted',
    type: 'gauge',
    help: 'Whether the forecast is trusted (1), or a plain margin stands in for it (0).',
    labels: OF_SERVICE,
  },
  forecastServed: {
    name: 'autoscaler_forecast_served_ratio',
    type: 'gauge',
    help: 'Share of the load of some eight hours that met replicas within their target, 0 to 1.',
    labels: OF_SERVICE,
  },
  decisions: {
    name: 'autoscaler_decisions_total',
    type: 'counter',
    help: 'Decisions, by action and by the code of their first reason.',
    labels: [...OF_SERVICE, 'action', 'reason'],
  },
  sampleValue: {
    name: 'autoscaler_sample_value',
    type: 'gauge',
    help: 'The last sample of a policy’s metric, in the metric’s own unit; absent while there is no value.',
    labels: [...OF_SERVICE, 'metric'],
  },
  samplesMissing: {
    name: 'autoscaler_sample_missing_total',
    type: 'counter',
    help: 'Samples without a usable value, by kind: empty, stale, not-a-number, error.',
    labels: [...OF_SERVICE, 'metric', 'kind'],
  },
  steps: {
    name: 'autoscaler_steps_total',
    type: 'counter',
    help: 'Steps of plans, by kind and outcome (done, failed).',
    labels: [...OF_SERVICE, 'kind', 'outcome'],
  },
  stepDuration: {
    name: 'autoscaler_step_duration_seconds',
    type: 'histogram',
    help: 'How long a step took that was done, by kind.',
    labels: ['kind'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  },
  drainDuration: {
    name: 'autoscaler_drain_duration_seconds',
    type: 'histogram',
    help: 'How long a replica that leaves took to finish its requests.',
    labels: OF_SERVICE,
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  },
  drainOverruns: {
    name: 'autoscaler_drain_overruns_total',
    type: 'counter',
    help: 'Drains at whose deadline requests were cut.',
    labels: OF_SERVICE,
  },
  notifications: {
    name: 'autoscaler_notifications_total',
    type: 'counter',
    help: 'Notifications by outcome: delivered, failed, dropped because too many waited.',
    labels: ['outcome'],
  },
  failures: {
    name: 'autoscaler_failures_total',
    type: 'counter',
    help: 'Failures by error code; project and service are empty where none is concerned.',
    labels: [...OF_SERVICE, 'code'],
  },
  containerCpu: {
    name: 'autoscaler_container_cpu_usage_ratio',
    type: 'gauge',
    help: 'CPU that a replica uses, from the Docker API; 1 is one core.',
    labels: OF_REPLICA,
  },
  containerMemory: {
    name: 'autoscaler_container_memory_bytes',
    type: 'gauge',
    help: 'Memory that a replica uses, from the Docker API.',
    labels: OF_REPLICA,
  },
  containerMemoryLimit: {
    name: 'autoscaler_container_memory_limit_bytes',
    type: 'gauge',
    help: 'Memory that a replica may use; the host’s memory where it has no limit.',
    labels: OF_REPLICA,
  },
  serviceCpu: {
    name: 'autoscaler_service_cpu_percent',
    type: 'gauge',
    help: 'Mean CPU use of the service’s replicas, in % of their CPU limit, of one core without one.',
    labels: OF_SERVICE,
  },
  serviceMemory: {
    name: 'autoscaler_service_memory_percent',
    type: 'gauge',
    help: 'Mean memory use of the service’s replicas, in % of their memory limit, of the host’s memory without one.',
    labels: OF_SERVICE,
  },
  processCpu: {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    help: 'CPU time that the controller itself has used.',
    labels: [],
  },
  processMemory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    help: 'Memory that the controller itself uses.',
    labels: [],
  },
  processStart: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    help: 'When the controller started, in seconds since 1970.',
    labels: [],
  },
} as const satisfies Record<string, MetricDefinition>;
