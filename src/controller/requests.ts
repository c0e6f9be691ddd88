import { AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import type { Journal, ScaleOutcome, ScaleRequest } from '../core/journal.ts';
import { serviceKey } from '../core/policy.ts';
import { carryOn } from './carry-on.ts';
import type { Controller } from './controller.ts';
import type { Dependencies } from './dependencies.ts';
import { assertReplicas, scaleService } from './scale-service.ts';

const POLL_MS = 250;
const ANSWER_POLL_MS = 100;
const GRACE_MS = 10_000;
/** Longer than undoing a plan may take. */
const UNDO_PATIENCE_MS = 150_000;

/** A request that is being served. */
interface Served {
  readonly withdrawn: AbortController;
  readonly done: Promise<void>;
}

/** Serves what other processes ask the controller for through the journal, until `signal` aborts. Never rejects. */
export async function serveRequests(
  controller: Controller,
  deps: Dependencies,
  signal: AbortSignal,
): Promise<void> {
  const served = new Map<number, Served>();
  let fault: string | undefined;
  while (!signal.aborted) {
    try {
      for (const request of deps.journal.takeRequests(deps.clock.now())) {
        const withdrawn = new AbortController();
        const either = AbortSignal.any([signal, withdrawn.signal]);
        const done = serve(request, controller, deps, either).finally(() => served.delete(request.id));
        served.set(request.id, { withdrawn, done });
      }
      for (const [id, { withdrawn }] of served) if (deps.journal.isWithdrawn(id)) withdrawn.abort();
      fault = undefined;
    } catch (thrown) {
      const error = toAutoscalerError(thrown);
      if (fault !== error.message)
        deps.log.error({ err: error }, `requests cannot be taken: ${error.message}`);
      fault = error.message;
    }
    await deps.clock.sleep(POLL_MS, signal).catch(() => undefined);
  }
  await Promise.all([...served.values()].map(({ done }) => done));
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

/**
 * Hands a request to the controller and waits for its outcome; when `signal` aborts, the request is withdrawn and its
 * undoing awaited. Throws what went wrong there, `E_NOT_CONVERGED` or `E_INTERRUPTED`.
 */
export async function askController(
  journal: Journal,
  request: Omit<ScaleRequest, 'id'>,
  clock: Dependencies['clock'],
  signal: AbortSignal,
): Promise<{ readonly from: number; readonly to: number }> {
  const id = journal.submitRequest(request);
  // The controller's own answer at the deadline says more than ours.
  const giveUpAt = request.expiresAt + GRACE_MS;
  const outcome = await awaitOutcome(journal, id, clock, giveUpAt, signal);
  if (outcome) return resultOf(outcome);
  if (!signal.aborted)
    throw new AutoscalerError('E_NOT_CONVERGED', 'the controller did not answer the request in time');
  const undone = journal.withdrawRequest(id)
    ? await awaitOutcome(journal, id, clock, clock.now() + UNDO_PATIENCE_MS)
    : undefined;
  if (undone) return resultOf(undone);
  throw new AutoscalerError('E_INTERRUPTED', 'interrupted; the request was taken back');
}

async function awaitOutcome(
  journal: Journal,
  id: number,
  clock: Dependencies['clock'],
  giveUpAt: number,
  signal?: AbortSignal,
): Promise<ScaleOutcome | undefined> {
  while (!signal?.aborted && clock.now() < giveUpAt) {
    const outcome = journal.requestOutcome(id);
    if (outcome) return outcome;
    await clock.sleep(ANSWER_POLL_MS, signal).catch(() => undefined);
  }
  return undefined;
}

function resultOf(outcome: ScaleOutcome): { readonly from: number; readonly to: number } {
  if (outcome.ok) return outcome;
  const { code, message, fix } = outcome;
  throw new AutoscalerError(code, message, fix === undefined ? {} : { fix });
}
