import { type Command, Option } from 'commander';
import type { MetricRole } from '../simulation/metric-roles.ts';
import { type PlantOptions, REFERENCE_PLANT } from '../simulation/plant-options.ts';
import { durationOption } from './duration-option.ts';
import type { LoadInput } from './load-input.ts';
import { parsedOption } from './parsed-option.ts';
import {
  type LoadUnit,
  parseContention,
  parseControlInterval,
  parseCount,
  parseMetricRole,
  parseRange,
  parseRate,
  parseShare,
  parseUnit,
} from './simulate-arguments.ts';

/** The options that `simulate` and `tune` share. */
export function withSimulationOptions(command: Command) {
  return command
    .requiredOption('--policy <file>', 'the policy file')
    .option('--trace <file>', 'the load: CSV of timestamp_seconds,value in even steps')
    .option('--prometheus <url>', 'take the load from this Prometheus instead')
    .addOption(parsedOption('--range <duration>', 'how far back, up to 10d', parseRange, '7d'))
    .addOption(durationOption('--step <duration>', 'the steps of the load', '1m'))
    .option('--query <promql>', 'what to ask instead of the policy’s own query of requests per second')
    .option(
      '--unit <unit>',
      'what the load is counted in, to take it as it is',
      parseUnit,
      'relative' as LoadUnit,
    )
    .option('--service <service>', 'the service whose policy is meant, when the file holds several')
    .addOption(
      new Option('--metric <name=source>', 'what a Prometheus metric measures; repeatable')
        .argParser(parseMetricRole)
        .default(new Map<string, MetricRole>(), 'by its unit'),
    )
    .addOption(durationOption('--start-up <duration>', 'from a replica’s start until it serves', '30s'))
    .addOption(durationOption('--warm-up <duration>', 'from then until it carries its full share'))
    .addOption(durationOption('--drain <duration>', 'how long a replica on its way out is billed'))
    .addOption(durationOption('--latency <duration>', 'what 95 % of the requests must keep', '250ms'))
    .option('--service-rate <rate>', 'requests per second that one replica serves', parseRate, 50)
    .option('--peak-replicas <count>', 'what the trace’s peak is scaled to', parseCount, 40)
    .option('--contention <α,β>', 'what replicas of one host take from each other', parseContention)
    .option('--host-replicas <count>', 'busy replicas that the host’s cores carry at full speed', parseRate)
    .addOption(
      parsedOption(
        '--control-interval <duration>',
        'how often the policy decides',
        parseControlInterval,
        '15s',
      ),
    )
    .option('--seed <number>', 'of arrivals and noise', parseCount, 1)
    .addOption(parsedOption('--slo <share>', 'of the requests that may take longer', parseShare, '1%'))
    .option('--json', 'print one JSON document', false);
}

/** What the simulation is told by the shared options; `given` are the options as Commander parsed them. */
export function simulationInput(given: SimulationGiven): SimulationInput {
  const { unit } = given;
  return {
    policy: given.policy,
    service: given.service,
    trace: given.trace,
    prometheus: given.prometheus,
    range: given.range,
    step: given.step,
    query: given.query,
    metrics: given.metric,
    missPercent: given.slo,
    json: given.json,
    plant: {
      ...REFERENCE_PLANT,
      startUpSeconds: given.startUp / 1000,
      warmUpSeconds: (given.warmUp ?? 0) / 1000,
      drainSeconds: (given.drain ?? 0) / 1000,
      sloSeconds: given.latency / 1000,
      serviceRate: given.serviceRate,
      peakReplicas: given.peakReplicas,
      controlSeconds: given.controlInterval / 1000,
      ...(given.contention && { contention: given.contention }),
      ...(given.hostReplicas !== undefined && { hostReplicas: given.hostReplicas }),
      seed: given.seed,
    },
    unit,
  };
}

type SimulationGiven = ReturnType<ReturnType<typeof withSimulationOptions>['opts']>;

/** What `simulate` and `tune` may both be told. */
export interface SimulationInput extends Omit<LoadInput, 'flags'> {
  readonly policy: string;
  readonly service: string | undefined;
  readonly metrics: ReadonlyMap<string, MetricRole>;
  /** Of the requests that may be over the SLO, in %. */
  readonly missPercent: number;
  readonly json: boolean;
  readonly plant: PlantOptions;
  readonly unit: LoadUnit;
}
