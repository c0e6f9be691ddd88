import type { CliContext, Runtime, Terminal } from './runtime.ts';
import { stripSettings } from './strip-settings.ts';

const LOOK_UP_DEADLINE_MS = 10_000;
/**
 * Stands before a command that another process runs here and watches: it ends its input to interrupt it. Its
 * value says how results may look there.
 */
const ATTACHED = '--attached';

/** The context of a command, also of one that `delegateToController` runs in this container. */
export function attachedContext(context: CliContext): CliContext {
  const [first, ...argv] = context.argv;
  const [name, looks = ''] = first?.split('=') ?? [];
  if (name !== ATTACHED) return context;
  const { terminal } = context;
  const interrupted = AbortSignal.any([terminal.interrupted, terminal.inputEnded()]);
  return { ...context, argv, terminal: { ...terminal, ...looksOf(looks), interrupted } };
}

function looks({ columns, colors }: Terminal): string {
  return `${columns},${colors ? 'color' : 'plain'}`;
}

function looksOf(text: string): Pick<Terminal, 'columns' | 'colors'> {
  const [columns, colors] = text.split(',');
  return { columns: Number(columns) || Number.POSITIVE_INFINITY, colors: colors === 'color' };
}

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
  return runtime.runInContainer(
    containerId,
    ['autoscaler', `${ATTACHED}=${looks(terminal)}`, ...stripSettings(argv)],
    terminal.interrupted,
  );
}
