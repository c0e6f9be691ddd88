import { AutoscalerError, type ErrorCode } from '../core/errors.ts';
import { serviceKey } from '../core/policy.ts';
import type { Replica } from '../core/replica.ts';
import { keep, type StepContext } from './step-context.ts';

/** With these the engine certainly made nothing. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'E_IMAGE_GONE',
  'E_NAME_TAKEN',
  'E_NO_TEMPLATE',
  'E_NOT_CLONEABLE',
]);

/** Creates the replica with this number, unless it is there already. */
export async function create(context: StepContext, number: number, signal: AbortSignal): Promise<void> {
  if (context.replicas.has(number)) return;
  try {
    keep(context, await context.target.create(context.ref, number, signal));
  } catch (error) {
    if (!(error instanceof AutoscalerError && REFUSALS.has(error.code))) context.unsure.add(number);
    throw error;
  }
}

/** The replica that a `create` made, also when its answer was lost; undefined when it made none. */
export async function findCreated(
  context: StepContext,
  number: number,
  signal: AbortSignal,
): Promise<Replica | undefined> {
  const { replicas, unsure, target, ref } = context;
  if (!unsure.has(number)) return replicas.get(number);
  const states = await target.list(signal);
  const state = states.find((s) => serviceKey(s.ref) === serviceKey(ref));
  return state?.replicas.find((replica) => replica.number === number && replica.state === 'created');
}
