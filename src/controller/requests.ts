import { AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import type { Journal, ScaleOutcome, ScaleRequest } from '../core/journal.ts';
import { serviceKey } from '../core/policy.ts';
import { carryOn } from './carry-on.ts';
import type { Controller } from './controller.ts';
import type { Dependencies } from './dependencies.ts';
import { assertReplicas, scaleService } from './scale-service.ts';

const POLL_MS = 250;

/** Serves what other processes ask the controller for through the journal, until `signal` aborts. Never rejects. */
export async function serveRequests(
  controller: Controller,
  deps: Dependencies,
  signal: AbortSignal,
): Promise<void> {
  const served = new Set<Promise<void>>();
  let fault: string | undefined;
  while (!signal.aborted) {
    try {
      for (const request of deps.journal.takeRequests(deps.clock.now())) {
        const done = serve(request, controller, deps, signal).finally(() => served.delete(done));
        served.add(done);
      }
      fault = undefined;
    } catch (thrown) {
      const error = toAutoscalerError(thrown);
      if (fault !== error.message)
        deps.log.error({ err: error }, `requests cannot be taken: ${error.message}`);
      fault = error.message;
    }
    await deps.clock.sleep(POLL_MS, signal).catch(() => undefined);
  }
  await Promise.all(served);
}

async function serve(
  request: ScaleRequest,
  controller: Controller,
  deps: Dependencies,
  signal: AbortSignal,
): Promise<void> {
  const { ref, replicas, by } = request;
  deps.log.info({ ...ref, replicas, by }, `${by} asks for ${replicas} of ${serviceKey(ref)}`);
  let outcome: ScaleOutcome;
  try {
    const service = await controller.serviceFor(ref);
    assertReplicas(replicas, service.policy, request.force);
    const timeoutMs = Math.max(1000, request.expiresAt - deps.clock.now());
    outcome = { ok: true, ...(await scaleService(service, replicas, deps, timeoutMs, signal)) };
  } catch (thrown) {
    const { code, message, fix } = toAutoscalerError(thrown);
    outcome = { ok: false, code, message, ...(fix === undefined ? {} : { fix }) };
  }
  carryOn(deps.log, () => deps.journal.completeRequest(request.id, outcome));
}

/** Hands a request to the controller and waits for its outcome. Throws what went wrong there, or `E_NOT_CONVERGED`. */
export async function askController(
  journal: Journal,
  request: Omit<ScaleRequest, 'id'>,
  clock: Dependencies['clock'],
  signal: AbortSignal,
): Promise<{ readonly from: number; readonly to: number }> {
  const id = journal.submitRequest(request);
  // The controller's own answer at the deadline says more than ours.
  const giveUpAt = request.expiresAt + 10_000;
  while (clock.now() < giveUpAt) {
    const outcome = journal.requestOutcome(id);
    if (outcome?.ok) return outcome;
    if (outcome)
      throw new AutoscalerError(outcome.code, outcome.message, outcome.fix ? { fix: outcome.fix } : {});
    await clock.sleep(100, signal);
  }
  throw new AutoscalerError('E_NOT_CONVERGED', 'the controller did not answer the request in time');
}
