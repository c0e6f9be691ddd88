import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from '../support/load/load.ts';
import type { ControllerNumbers } from './controller-numbers.ts';
import type { Moment } from './moment.ts';

/** How much load the demo puts on, and for how long. Rates in requests per second. */
export interface Script {
  readonly calmRate: number;
  readonly busyRate: number;
  readonly calmSeconds: number;
  readonly riseSeconds: number;
  /** How long the full load goes on once enough replicas serve. */
  readonly proveSeconds: number;
  /** Replicas that the full load must bring. */
  readonly enough: number;
  /** Replicas that must be left in the end. */
  readonly least: number;
  /** The longest wait for either. */
  readonly patienceSeconds: number;
}

/** A part of the story: its rate by its own seconds, and when it is over. */
interface Part {
  readonly phase: string;
  rate(second: number): number;
  isOver(second: number, moments: readonly Moment[]): boolean;
}

/** The parts of the story, in order; the names are those of the report's phases. */
export function partsOf(script: Script): readonly Part[] {
  const { calmRate, busyRate, calmSeconds, riseSeconds, proveSeconds, patienceSeconds } = script;
  const hasServed = (seconds: number, moments: readonly Moment[]) =>
    moments.length >= seconds &&
    moments.slice(-seconds).every((m) => (m.replicas?.ready ?? 0) >= script.enough);
  const hasShrunk = ({ replicas }: Moment) =>
    replicas?.current === script.least && replicas.ready === script.least && replicas.wanted === script.least;
  return [
    { phase: 'calm', rate: () => calmRate, isOver: (second) => second >= calmSeconds },
    {
      phase: 'rising',
      rate: (second) => calmRate + ((busyRate - calmRate) * Math.min(second, riseSeconds)) / riseSeconds,
      isOver: (second) => second >= riseSeconds,
    },
    {
      phase: 'busy',
      rate: () => busyRate,
      isOver: (second, moments) => second >= patienceSeconds || hasServed(proveSeconds, moments),
    },
    {
      phase: 'calm again',
      rate: () => calmRate,
      isOver: (second, moments) =>
        second >= patienceSeconds || (second >= 3 && moments.slice(-3).every(hasShrunk)),
    },
  ];
}

/** What the story is told with. */
export interface Stage {
  readonly load: Load;
  readonly ask: () => Promise<ControllerNumbers | undefined>;
  readonly onPhase: (phase: string) => void;
  readonly onMoment: (moment: Moment) => void;
  readonly signal: AbortSignal;
}

/** Drives the load through the parts, and tells what was seen each second. */
export async function tell(script: Script, stage: Stage): Promise<readonly Moment[]> {
  const { load, ask, onPhase, onMoment, signal } = stage;
  const moments: Moment[] = [];
  const startedAt = performance.now();
  const seconds = () => Math.floor((performance.now() - startedAt) / 1000);
  for (const part of partsOf(script)) {
    const beganAt = seconds();
    load.mark(part.phase);
    onPhase(part.phase);
    while (!part.isOver(seconds() - beganAt, moments)) {
      load.setRate(part.rate(seconds() - beganAt));
      await sleep(1000 - ((performance.now() - startedAt) % 1000), undefined, { signal });
      const numbers = await ask();
      const moment = momentOf(seconds(), part.phase, load, numbers);
      moments.push(moment);
      onMoment(moment);
    }
  }
  return moments;
}

function momentOf(second: number, phase: string, load: Load, numbers: ControllerNumbers | undefined): Moment {
  const { last, failures } = load.sample();
  return {
    second,
    phase,
    requests: last?.sent ?? 0,
    p95Ms: last && last.latency.count > 0 ? last.latency.p95 : undefined,
    failed: last?.failed ?? 0,
    allFailures: failures,
    replicas: numbers?.replicas,
    cpuPercent: numbers?.cpuPercent,
  };
}
