import type { Autoscaler } from '../autoscaler.ts';
import type { PlantOptions } from '../plant-options.ts';
import { aws } from './aws.ts';
import type { BaselineSetup, Decide } from './baseline.ts';
import { hpa } from './hpa.ts';
import { keda } from './keda.ts';
import { kpa } from './kpa.ts';
import { nomad } from './nomad.ts';
import { script } from './script.ts';

/** One of the autoscalers that a policy is held against. */
interface Baseline {
  readonly create: (setup: BaselineSetup) => Decide;
  readonly intervalSeconds: number;
  /** What its target is of; undefined where its numbers are fixed. */
  readonly targets?: 'cpu' | 'requests';
  /** Its own bounds, where it has any; else the policy's. */
  readonly bounds?: { readonly min: number; readonly max: number };
}

/** Every baseline by its name, with the published defaults. */
export const BASELINES = {
  hpa: { create: hpa, intervalSeconds: 15, targets: 'cpu' },
  keda: { create: keda, intervalSeconds: 15, targets: 'requests' },
  kpa: { create: kpa, intervalSeconds: 2, targets: 'requests' },
  nomad: { create: nomad, intervalSeconds: 10, targets: 'cpu' },
  aws: { create: aws, intervalSeconds: 60, targets: 'cpu' },
  script: { create: script, intervalSeconds: 30, bounds: { min: 2, max: 10 } },
} as const satisfies Readonly<Record<string, Baseline>>;

/** The name of a baseline. */
export type BaselineName = keyof typeof BASELINES;

/** A baseline somebody asked for, with a target of its own instead of the usual one. */
export interface BaselineChoice {
  readonly name: BaselineName;
  readonly target?: number;
}

/** The use of a replica every baseline aims at unless told otherwise: Knative's, and usual for CPU. */
const USUAL_USE = 0.7;

/** A fresh baseline within the policy's bounds (but never at 0), or its own. Named by its choice: `hpa`, `hpa=60`. */
export function baseline(
  { name, target }: BaselineChoice,
  bounds: { readonly min: number; readonly max: number },
  { serviceRate }: PlantOptions,
): Autoscaler {
  const { create, intervalSeconds, targets, bounds: own }: Baseline = BASELINES[name];
  const { min, max } = own ?? bounds;
  const usual = USUAL_USE * (targets === 'requests' ? serviceRate : 100);
  return {
    name: target === undefined ? name : `${name}=${target}`,
    intervalSeconds,
    min: Math.max(1, min),
    max,
    decide: create({ target: target ?? usual }),
  };
}
