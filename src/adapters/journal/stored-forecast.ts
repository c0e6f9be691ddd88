import { z } from 'zod';
import type { Forecast } from '../../core/forecast/forecast.ts';
import type { Growth } from '../../core/forecast/growth.ts';
import type { Peaks } from '../../core/forecast/habit.ts';
import type { ForecastMemory, OpenForecast } from '../../core/forecast/memory.ts';
import { complete, type Fields, list, number, text } from './shapes.ts';

/** What a decision says of a forecast. */
export const storedForecast = z.object({
  metric: text,
  demand: number,
  bound: number,
  trust: z.enum(['learning', 'kept', 'after-gap', 'erring']),
  horizonMs: number,
  servedShare: number,
} satisfies Fields<Forecast>);

const growth = z.object({ from: number, weights: list(number), total: number } satisfies Fields<Growth>);

/** What a forecast has learned. */
export const storedForecastMemory = complete<ForecastMemory>()(
  z.object({
    lastAt: number,
    intervalMs: number,
    watchedMs: number,
    resumedAt: number.exactOptional(),
    ready: number,
    recentDemand: number,
    meanDemand: number,
    exceedance: number,
    shortShare: number,
    loss: z.object({ bound: number, plain: number }),
    open: list(
      z.object({
        at: number,
        demand: number,
        bound: number,
        situation: text,
      } satisfies Fields<OpenForecast>),
    ),
    growthBySituation: z.record(text, growth),
    growth,
    peaks: z.object({ slot: number, peak: number, past: list(number) } satisfies Fields<Peaks>),
  } satisfies Fields<ForecastMemory>),
);
