import { z } from 'zod';
import type { HostUse, Suspension } from '../../core/observation.ts';
import type { Situation } from '../../core/situation.ts';
import { complete, type Fields, list, number, text } from './shapes.ts';
import { storedControl, storedHistory, storedSample } from './stored.ts';

const host = z.object({
  cpuCores: number,
  memoryBytes: number,
  usedCpuCores: number,
  usedMemoryBytes: number,
  replicaCpuCores: number,
  replicaMemoryBytes: number,
} satisfies Fields<HostUse>);

const suspension = complete<Suspension>()(
  z.object({
    code: z.enum(['ACTION_IN_PROGRESS', 'PAUSED', 'SETTLING', 'NO_TEMPLATE', 'STOPPED_BY_USER']),
    message: text,
  } satisfies Fields<Suspension>),
);

/** What a decision rested on. */
export const storedSituation = complete<Situation>()(
  z.object({
    policy: text,
    control: storedControl.exactOptional(),
    ready: number,
    activeSchedules: list(text),
    host: host.exactOptional(),
    suspension: suspension.exactOptional(),
    burstSample: storedSample.exactOptional(),
    history: storedHistory,
  } satisfies Fields<Situation>),
);
