import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { AutoscalerError, toAutoscalerError } from '../../core/errors.ts';
import { runInController } from '../delegate.ts';
import type { Runtime } from '../runtime.ts';
import { collectStatus } from './collect.ts';
import { type StatusReport, statusReport } from './report.ts';

const EVERY_MS = 1000;

/** Tells one report, or one a second until `signal` aborts. Returns the exit code. */
export type Reports = (tell: (report: StatusReport) => void, signal: AbortSignal) => Promise<number>;

/** What this process sees itself. Once there was a report, a failure is told beside the last one. */
export function ownReports(runtime: Runtime, isWatching: boolean): Reports {
  return async (tell, signal) => {
    const { clock } = runtime.deps;
    let last: StatusReport | undefined;
    do {
      const before = last;
      last = await collectStatus(runtime).catch((thrown: unknown) => {
        if (before === undefined) throw thrown;
        const at = new Date(clock.now()).toISOString();
        return { ...before, at, faults: [toAutoscalerError(thrown).message] };
      });
      tell(last);
      if (isWatching) await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    } while (isWatching && !signal.aborted);
    return 0;
  };
}

/** What the controller’s container sees. */
export function reportsOf(runtime: Runtime, containerId: string, isWatching: boolean): Reports {
  return async (tell, signal) => {
    const argv = ['status', '--json', ...(isWatching ? ['--watch'] : [])];
    const output = new PassThrough();
    const ended = runInController(runtime, containerId, argv, { signal, output }).finally(() => output.end());
    ended.catch(() => undefined);
    if (isWatching) for await (const line of createInterface({ input: output })) tell(read(line));
    else {
      const text = await textOf(output);
      if (text !== '') tell(read(text));
    }
    return ended;
  };
}

function read(text: string): StatusReport {
  const result = statusReport.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  throw new AutoscalerError('E_INTERNAL', 'the controller’s container speaks of services in another way', {
    fix: 'Use the same version of autoscaler here as in the container, or ask there: docker compose exec.',
    cause: result.error,
  });
}
