import { toAutoscalerError } from '../core/errors.ts';
import type { ServiceRef } from '../core/policy.ts';
import type { Controller, ControllerOptions } from './controller.ts';
import type { Dependencies } from './dependencies.ts';
import { PastLearner } from './past-learner.ts';

/**
 * Runs ticks until `signal` aborts and the controller has shut down. Waits `intervalMs` from the start of one tick to
 * the next, or less when a container came or went in a project it works in. A failed tick is logged once and tried
 * again. Never rejects.
 */
export async function runLoop(
  controller: Controller,
  deps: Dependencies,
  options: ControllerOptions,
  onTick: (fault: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  let wake = new AbortController();
  const wakeFor = ({ project }: ServiceRef) => {
    if (controller.services.some(({ ref }) => ref.project === project)) wake.abort();
  };
  deps.target.watch(wakeFor, signal);
  const stop = () => void controller.shutDown();
  signal.addEventListener('abort', stop, { once: true });
  const pasts = new PastLearner(deps);
  let fault: string | undefined;
  while (!signal.aborted) {
    const startedAt = deps.clock.now();
    wake = new AbortController();
    try {
      await controller.tick();
      void pasts.learn(controller.services, signal);
      if (fault) deps.log.info({}, 'the tick works again');
      fault = undefined;
      onTick(undefined);
    } catch (thrown) {
      const error = toAutoscalerError(thrown);
      if (fault !== error.message) deps.log.error({ err: error }, `tick failed: ${error.message}`);
      fault = error.message;
      deps.telemetry.failure(undefined, error);
      onTick(error.message);
    }
    const left = options.intervalMs - (deps.clock.now() - startedAt);
    await pause(deps, left, wake.signal, signal);
  }
  signal.removeEventListener('abort', stop);
  await controller.shutDown();
}

const WAKE_DEBOUNCE_MS = 250;

/** Sleeps until the next tick is due, or shortly after something happened. */
async function pause(
  { clock }: Dependencies,
  ms: number,
  wake: AbortSignal,
  stop: AbortSignal,
): Promise<void> {
  try {
    await clock.sleep(Math.max(0, ms), AbortSignal.any([wake, stop]));
  } catch {
    if (stop.aborted) return;
    await clock.sleep(Math.min(WAKE_DEBOUNCE_MS, Math.max(0, ms)), stop).catch(() => undefined);
  }
}
