import { underControl } from './controls-in-force.ts';
import type { Decision } from './decision.ts';
import { burstMetric } from './evaluate/burst-sample.ts';
import type { ForecastMemory } from './forecast/memory.ts';
import type { History } from './history.ts';
import type { ManualControl } from './manual-control.ts';
import type { HostUse, Observation, Suspension } from './observation.ts';
import type { Policy } from './policy.ts';
import type { Sample } from './sample.ts';

/** Everything `evaluate` takes. */
export interface Inputs {
  readonly policy: Policy;
  readonly observation: Observation;
  readonly history: History;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a decision rested on beside its samples, so that it can be made again. Plain data: it is journalled as JSON. */
export interface Situation {
  /** A fingerprint of the policy, without what people asked for. */
  readonly policy: string;
  readonly control?: ManualControl;
  readonly ready: number;
  readonly activeSchedules: readonly string[];
  readonly host?: HostUse;
  readonly suspension?: Suspension;
  /** What a burst's own query said. */
  readonly burstSample?: Sample;
  /** Without what the forecast has learned, which is large, and without the shadow's, which decides nothing. */
  readonly history: Omit<History, 'forecast' | 'shadow'>;
}

/** A decision, and what it rested on. */
export interface Judgement {
  readonly decision: Decision;
  readonly situation: Situation;
}

/** The situation in which `evaluate` is about to decide. */
export function situationOf(policy: Policy, observation: Observation, history: History): Situation {
  const { pause, bounds } = policy.control ?? {};
  const { host, suspension, activeSchedules, replicas } = observation;
  const { forecast: _, shadow: __, ...remembered } = history;
  const burstSample = observation.samples.get(burstMetric(policy)?.name ?? '');
  const control = { ...(pause ? { pause } : {}), ...(bounds ? { bounds } : {}) };
  return {
    policy: fingerprintOf(policy),
    ...(pause || bounds ? { control } : {}),
    ready: replicas.ready,
    activeSchedules,
    ...(host ? { host } : {}),
    ...(suspension ? { suspension } : {}),
    ...(burstSample ? { burstSample } : {}),
    history: remembered,
  };
}

/**
 * What `evaluate` was given for a decision at `now`, epoch milliseconds; undefined when the policy has been edited
 * since. `policy` is the one in force, without what people asked for; `forecast` is what it has learned.
 */
export function inputsOf(
  policy: Policy,
  { from, recommendations }: Decision,
  situation: Situation,
  forecast: ForecastMemory | undefined,
  now: number,
): Inputs | undefined {
  if (fingerprintOf(policy) !== situation.policy) return undefined;
  const { control, ready, activeSchedules, host, suspension, burstSample, history } = situation;
  const ofBurst = burstMetric(policy);
  return {
    policy: underControl(policy, control ?? {}),
    observation: {
      replicas: { current: from, ready },
      samples: new Map([
        ...recommendations.map(({ metric, sample }) => [metric, sample] as const),
        ...(ofBurst && burstSample ? [[ofBurst.name, burstSample] as const] : []),
      ]),
      activeSchedules,
      ...(host ? { host } : {}),
      ...(suspension ? { suspension } : {}),
    },
    history: forecast === undefined ? history : { ...history, forecast },
    now,
  };
}

/** What a policy says beside what it decides by; `control` comes back as the bounds that it replaced. */
const DECIDES_NOTHING = {
  control: undefined,
  balancer: undefined,
  lifecycle: undefined,
  origin: undefined,
  shadow: undefined,
  price: undefined,
} as const satisfies { readonly [K in keyof Policy]?: undefined };

const fingerprints = new WeakMap<Policy, string>();

/** The same for policies that decide alike, whatever people asked for over them. */
function fingerprintOf(policy: Policy): string {
  const known = fingerprints.get(policy);
  if (known !== undefined) return known;
  const fingerprint = hash(JSON.stringify({ ...policy, ...DECIDES_NOTHING, ...policy.control?.own }));
  fingerprints.set(policy, fingerprint);
  return fingerprint;
}

/** FNV-1a, 64 bits, of the text's UTF-16 units. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i += 1)
    value = ((value ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value.toString(16);
}
