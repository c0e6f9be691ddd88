import { z } from 'zod';
import type { Decision, Recommendation } from '../../core/decision.ts';
import { ERRORS } from '../../core/errors.ts';
import type { BurstMemory, History, Streak } from '../../core/history.ts';
import type { Change, ScaleOutcome, StepEvent } from '../../core/journal.ts';
import type { ManualControl, Pause, TemporaryBounds } from '../../core/manual-control.ts';
import type { Plan, PlanStep } from '../../core/plan.ts';
import { REASONS } from '../../core/reasons.ts';
import type { Sample } from '../../core/sample.ts';
import { complete, type Fields, list, number, text } from './shapes.ts';
import { storedForecast, storedForecastMemory } from './stored-forecast.ts';

const errorCode = z.custom<keyof typeof ERRORS>(
  (code) => typeof code === 'string' && Object.hasOwn(ERRORS, code),
);
const reasonCode = z.custom<keyof typeof REASONS>(
  (code) => typeof code === 'string' && Object.hasOwn(REASONS, code),
);

/** What a metric source answered. */
export const storedSample = complete<Sample>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('value'), value: number, at: number }),
    z.object({ kind: z.literal('empty') }),
    z.object({ kind: z.literal('stale'), value: number, at: number }),
    z.object({ kind: z.literal('not-a-number'), text }),
    z.object({ kind: z.literal('error'), code: errorCode, message: text }),
  ]),
);

const reason = z.object({ code: reasonCode, message: text });

const recommendation = z.object({
  metric: text,
  sample: storedSample,
  replicas: number.exactOptional(),
  target: number.exactOptional(),
  ratio: number.exactOptional(),
  missing: z.boolean(),
  reason,
} satisfies Fields<Recommendation>);

const outcome = {
  action: z.enum(['scale-up', 'scale-down', 'hold']),
  from: number,
  to: number,
  reasons: list(reason),
};

/** A decision without its time, which stands in a column. */
export const storedDecision = z.object({
  ...outcome,
  recommendations: list(recommendation),
  forecast: storedForecast.exactOptional(),
  shadow: z.object(outcome).exactOptional(),
} satisfies Fields<Omit<Decision, 'at'>>);

const streak = z.object({ since: number, last: number } satisfies Fields<Streak>);

const remembered = {
  streaks: z.record(text, z.object({ up: streak.exactOptional(), down: streak.exactOptional() })),
  recommendations: list(z.object({ at: number, until: number, replicas: number })),
  actions: list(z.object({ at: number, from: number, to: number })),
  failures: z.object({ count: number, lastAt: number, message: text }).exactOptional(),
  desired: number.exactOptional(),
  override: number.exactOptional(),
  startUpMs: number.exactOptional(),
  servedAlready: number.exactOptional(),
  targets: z.record(text, number).exactOptional(),
  burst: z
    .object({
      seenAt: number.exactOptional(),
      values: list(z.object({ at: number, value: number })),
    } satisfies Fields<BurstMemory>)
    .exactOptional(),
  forecast: storedForecastMemory.exactOptional(),
} satisfies Fields<Omit<History, 'shadow'>>;

/** What `evaluate` remembers of a service. */
export const storedHistory = complete<History>()(
  z.object({ ...remembered, shadow: z.object(remembered).exactOptional() } satisfies Fields<History>),
);

const planStep = complete<PlanStep>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('create'), number }),
    z.object({ kind: z.literal('start'), number }),
    z.object({ kind: z.literal('await-ready'), number, timeoutMs: number, settleMs: number }),
    z.object({ kind: z.literal('join-balancer'), number }),
    z.object({ kind: z.literal('drain'), number, timeoutMs: number }),
    z.object({ kind: z.literal('leave-balancer'), number }),
    z.object({ kind: z.literal('stop'), number }),
    z.object({ kind: z.literal('remove'), number }),
  ]),
);

const plan = complete<Plan>()(
  z.object({
    direction: z.enum(['up', 'down']),
    from: number,
    to: number,
    atomic: z.boolean(),
    chains: list(list(planStep)),
  } satisfies Fields<Plan>),
);

/** What the executor reported. */
export const storedEvent = complete<StepEvent>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('plan-started'), plan }),
    z.object({ kind: z.literal('step-done'), step: planStep, ms: number, note: text.exactOptional() }),
    z.object({ kind: z.literal('step-failed'), step: planStep, code: errorCode, message: text }),
    z.object({ kind: z.literal('step-undone'), step: planStep }),
    z.object({
      kind: z.literal('plan-ended'),
      outcome: z.enum(['done', 'partly-done', 'undone', 'interrupted']),
      to: number,
      ms: number,
    }),
  ]),
);

/** How a request ended. */
export const storedOutcome = complete<ScaleOutcome>()(
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), from: number, to: number }),
    z.object({ ok: z.literal(false), code: errorCode, message: text, fix: text.exactOptional() }),
  ]),
);

/** What somebody changed. */
export const storedChange = complete<Change>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('scale'), replicas: number, force: z.boolean() }),
    z.object({ kind: z.literal('pause'), until: number.exactOptional() }),
    z.object({ kind: z.literal('resume') }),
    z.object({
      kind: z.literal('bounds'),
      min: number.exactOptional(),
      max: number.exactOptional(),
      until: number,
    }),
    z.object({ kind: z.literal('bounds-lifted') }),
  ]),
);

const pause = z.object({
  since: number,
  until: number.exactOptional(),
  by: text,
} satisfies Fields<Pause>);

const temporaryBounds = z.object({
  min: number.exactOptional(),
  max: number.exactOptional(),
  since: number,
  until: number,
  by: text,
} satisfies Fields<TemporaryBounds>);

/** What people asked for over a policy. */
export const storedControl = complete<ManualControl>()(
  z.object({
    pause: pause.exactOptional(),
    bounds: temporaryBounds.exactOptional(),
  } satisfies Fields<ManualControl>),
);

/** A stored JSON text as its type; undefined when it is damaged or of another version's shape. */
export function decode<S extends z.ZodType>(schema: S, body: unknown): z.output<S> | undefined {
  if (typeof body !== 'string') return undefined;
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
