import { AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import type { Journal, ScaleOutcome, ScaleRequest } from '../core/journal.ts';
import { serviceKey } from '../core/policy.ts';
import type { PolicyReader } from '../core/ports.ts';
import type { Controller } from './controller.ts';
import type { Dependencies } from './dependencies.ts';
import { ManagedService } from './managed-service.ts';
import { assertReplicas, findService, scaleService } from './scale-service.ts';

const POLL_MS = 250;
const LIST_DEADLINE_MS = 10_000;

/** Serves what other processes ask the controller for through the journal, until `signal` aborts. */
export async function serveRequests(
  controller: Controller,
  policies: PolicyReader,
  deps: Dependencies,
  signal: AbortSignal,
): Promise<void> {
  const served = new Set<Promise<void>>();
  while (!signal.aborted) {
    for (const request of deps.journal.takeRequests(deps.clock.now())) {
      const done = serve(request, controller, policies, deps, signal).finally(() => served.delete(done));
      served.add(done);
    }
    await deps.clock.sleep(POLL_MS, signal).catch(() => undefined);
  }
  await Promise.all(served);
}

async function serve(
  request: ScaleRequest,
  controller: Controller,
  policies: PolicyReader,
  deps: Dependencies,
  signal: AbortSignal,
): Promise<void> {
  const { ref, replicas, by } = request;
  deps.log.info({ ...ref, replicas, by }, `${by} asks for ${replicas} of ${serviceKey(ref)}`);
  let outcome: ScaleOutcome;
  try {
    const service = await serviceFor(request, controller, policies, deps);
    assertReplicas(replicas, service.policy, request.force);
    const timeoutMs = Math.max(1000, request.expiresAt - deps.clock.now());
    outcome = { ok: true, ...(await scaleService(service, replicas, deps, timeoutMs, signal)) };
  } catch (thrown) {
    const { code, message, fix } = toAutoscalerError(thrown);
    outcome = { ok: false, code, message, ...(fix === undefined ? {} : { fix }) };
  }
  deps.journal.completeRequest(request.id, outcome);
}

async function serviceFor(
  { ref }: ScaleRequest,
  controller: Controller,
  policies: PolicyReader,
  deps: Dependencies,
): Promise<ManagedService> {
  const key = serviceKey(ref);
  const managed = controller.services.find((service) => serviceKey(service.ref) === key);
  if (managed) return managed;
  const states = await deps.target.list(AbortSignal.timeout(LIST_DEADLINE_MS));
  const state = findService(states, ref.service, ref.project);
  const service = new ManagedService(policies.withoutPolicy(state), deps);
  service.observe(state, deps.clock.now());
  return service;
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
