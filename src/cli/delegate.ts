import type { CliContext, Runtime } from './runtime.ts';
import { stripSettings } from './strip-settings.ts';

const LOOK_UP_DEADLINE_MS = 10_000;

/**
 * When the living controller of this engine runs in another container, runs the same command there, with its own
 * settings, where its journal, policies and balancer are at hand. Returns the exit code, or undefined to go on here.
 */
export async function delegateToController(
  runtime: Runtime,
  { argv, terminal }: CliContext,
): Promise<number | undefined> {
  const signal = AbortSignal.timeout(LOOK_UP_DEADLINE_MS);
  const holder = await runtime.lock.holder(signal);
  const containerId = holder?.kind === 'controller' ? holder.containerId : undefined;
  if (containerId === undefined || containerId === (await runtime.ownContainerId(signal))) return undefined;
  return runtime.runInContainer(containerId, ['autoscaler', ...stripSettings(argv)], terminal.interrupted);
}
