import { join } from 'node:path';
import { choosePolicy } from '../../src/config/policy-choice.ts';
import type { Policy } from '../../src/core/policy.ts';
import { Capacity } from '../../src/simulation/capacity.ts';
import { PolicyAutoscaler } from '../../src/simulation/policy-autoscaler.ts';
import { replay as simulatedReplay } from '../../src/simulation/replay.ts';
import { readTrace, type Trace } from '../../src/simulation/trace.ts';
import { acquireEngine } from '../support/engine/engine.ts';
import { childEnv } from '../support/engine/env.ts';
import { takeTurn } from '../support/engine/turn.ts';
import { shippedStack } from '../support/stack/shipped-stack.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { type Bench, type BenchOptions, type BenchReport, rounded } from './bench.ts';
import { type NamedTrace, tracesOf } from './decisions/traces.ts';
import { type Agreement, agreementOf, type Change, changesOf } from './replay/agreement.ts';
import { evenLoad, piece } from './replay/piece.ts';
import { measureStartUp, play } from './replay/real.ts';
import { PEAK_RATE, POLICY, plantFor, TICK_SECONDS } from './replay/set-up.ts';

const SECONDS = { full: 300, quick: 120 };
const TRACES = { full: ['shape:daily', 'shape:wandering', 'shape:steps'], quick: ['shape:daily'] };
const ENOUGH_PERCENT = 95;

/** A trace played to the simulator and to the real controller. */
interface Replayed extends Agreement {
  readonly trace: string;
  readonly startUpSeconds: number;
  readonly sent: number;
  readonly failed: number;
}

/** Whether the real controller on the real stack decides what the simulator says it would. */
export const replay: Bench = {
  summary: 'decisions of the real controller under a replayed trace, beside the simulator’s',
  flags: {
    traces: 'DIR: CSV files to choose from beside the project’s own shapes (or AUTOSCALER_TRACES)',
    only: `a,b: traces whose name contains one of these; ${TRACES.full.join(', ')} by default`,
  },
  async run(options) {
    const { quick, flags } = options;
    const size = quick ? 'quick' : 'full';
    const wanted = flags.only?.split(',') ?? TRACES[size];
    const all = await tracesOf(flags.traces ?? process.env.AUTOSCALER_TRACES);
    const chosen = all.filter(({ name }) => wanted.some((part) => name.includes(part)));
    return reportOf(await onStack(chosen, SECONDS[size], options), SECONDS[size]);
  },
};

async function onStack(traces: readonly NamedTrace[], seconds: number, { say }: BenchOptions) {
  const engine = await acquireEngine('lease');
  Object.assign(process.env, childEnv(engine.env, process.env));
  const images = await shippedStack({ prefix: 'caste-replay', env: process.env });
  const turn = await takeTurn(engine.env.DOCKER_HOST);
  const stack = await prepareStack({ settings: { AUTOSCALER_INTERVAL: `${TICK_SECONDS}s` } });
  try {
    say('building and starting the stack…');
    await images.build();
    await stack.policy(POLICY);
    await stack.up();
    await stack.settled(POLICY.min, 60_000);
    const policy = await choosePolicy(join(stack.folder, 'policies/web.yaml'), 'web');
    const results: Replayed[] = [];
    for (const { name, text } of traces) {
      results.push(await both(stack, policy, piece(readTrace(text, name), seconds), say));
    }
    return results;
  } finally {
    await stack.down();
    await images.down();
    turn.end();
    await engine.release();
  }
}

/** The simulator first, without a look at what really comes. */
async function both(stack: Stack, policy: Policy, trace: Trace, say: BenchOptions['say']): Promise<Replayed> {
  const startUpSeconds = rounded(await measureStartUp(stack), 1);
  const { load, changes } = simulated(policy, trace, startUpSeconds);
  const seconds = load.arrivals.length;
  say(`${trace.file}: start-up ${startUpSeconds} s, ${changes.length} changes expected in ${seconds} s`);
  const { changes: real, report } = await play(stack, load.arrivals);
  const agreement = agreementOf(changes, real, { first: POLICY.min, seconds, tickSeconds: TICK_SECONDS });
  say(`${trace.file}: ${agreement.agreeing} of ${agreement.ticks} ticks agree`);
  return { trace: trace.file, startUpSeconds, sent: report.sent, failed: report.failed, ...agreement };
}

function simulated(policy: Policy, trace: Trace, startUpSeconds: number) {
  const plant = plantFor(startUpSeconds);
  const capacity = new Capacity(plant);
  const load = evenLoad(trace, PEAK_RATE);
  const own = new PolicyAutoscaler(policy, new Map(), { active: () => [] }, plant);
  return { load, changes: changesOf(simulatedReplay(load, plant, capacity, own).desired) };
}

function reportOf(results: readonly Replayed[], seconds: number): BenchReport {
  const sum = (of: (result: Replayed) => number) => results.reduce((total, result) => total + of(result), 0);
  const [ticks, agreeing] = [sum((result) => result.ticks), sum((result) => result.agreeing)];
  const percent = rounded((100 * agreeing) / ticks, 1);
  const failed = sum((result) => result.failed);
  return {
    name: 'replay',
    what: `The busiest day of a trace in ${seconds} s, to the simulator and then to the controller as shipped, behind HAProxy, a tick each ${TICK_SECONDS} s. Agreeing: the same replica count within one tick.`,
    rows: results.map((result) => {
      const both = result.pairs.filter((pair) => pair.simulated && pair.real).length;
      return {
        trace: result.trace,
        'start-up s': result.startUpSeconds,
        ticks: result.ticks,
        'ticks agreeing': result.agreeing,
        'changes simulated': result.pairs.filter((pair) => pair.simulated).length,
        'changes real': result.pairs.filter((pair) => pair.real).length,
        'the same within a tick': both,
        requests: result.sent,
        failed: result.failed,
      };
    }),
    more: results.map(({ trace, pairs }) => {
      const rows = pairs.map((pair) => {
        return { simulated: describe(pair.simulated), real: describe(pair.real) };
      });
      return { title: `Changes under ${trace}`, rows };
    }),
    aims: [
      {
        aim: `${ENOUGH_PERCENT} % of the ticks agree`,
        measured: `${percent} %, ${agreeing} of ${ticks}`,
        met: percent >= ENOUGH_PERCENT,
      },
      { aim: 'no request fails', measured: failed, met: failed === 0 },
    ],
  };
}

function describe(change: Change | undefined): string {
  return change === undefined ? '–' : `${change.second.toFixed(0)} s: ${change.from} → ${change.to}`;
}
