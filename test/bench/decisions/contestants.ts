import { CronScheduleReader } from '../../../src/adapters/schedule/schedule-reader.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { Autoscaler } from '../../../src/simulation/autoscaler.ts';
import { baseline } from '../../../src/simulation/baselines/table.ts';
import type { PlantOptions } from '../../../src/simulation/plant-options.ts';
import { PolicyAutoscaler } from '../../../src/simulation/policy-autoscaler.ts';

/** The bounds of every contestant, the policy included. */
export const BOUNDS = { min: 1, max: 1000 };

/** The other autoscalers, by the names of the simulation. */
export const RIVALS = ['hpa', 'keda', 'kpa', 'nomad', 'aws', 'script'] as const;

/** The name of another autoscaler. */
export type Rival = (typeof RIVALS)[number];

/** The thresholds of the script: down at 30 % where up is 70 %. */
const DOWN_SHARE = 30 / 70;

/** A fresh autoscaler that aims at this use of a replica, 0 to 1. */
export function rival(name: Rival, use: number, plant: PlantOptions): Autoscaler {
  if (name === 'script') return script(use);
  const isByRequests = name === 'keda' || name === 'kpa';
  const target = use * (isByRequests ? plant.serviceRate : 100);
  return baseline({ name, target }, BOUNDS, plant);
}

/** The threshold script on CPU alone, with thresholds of its own and room for more than ten replicas. */
function script(use: number): Autoscaler {
  return {
    name: 'script',
    intervalSeconds: 30,
    ...BOUNDS,
    decide: ({ current, gauges }) => {
      const cpu = gauges.cpuPercent(30) / 100;
      if (cpu > use) return current + 1;
      return cpu < DOWN_SHARE * use ? current - 1 : current;
    },
  };
}

/** What `autoscaler run` waits from one tick to the next, unless told otherwise. Every rival has its own default too. */
const INTERVAL_SECONDS = 5;

/** The policy as it stands, but for its bounds. */
export function ours(policy: Policy, plant: PlantOptions): Autoscaler {
  return new PolicyAutoscaler({ ...policy, ...BOUNDS }, new Map(), new CronScheduleReader(), {
    ...plant,
    controlSeconds: INTERVAL_SECONDS,
  });
}
