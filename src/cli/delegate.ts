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

function looks({ columns, colors }: Pick<Terminal, 'columns' | 'colors'>): string {
  return `${columns},${colors ? 'color' : 'plain'}`;
}

function looksOf(text: string): Pick<Terminal, 'columns' | 'colors'> {
  const [columns, colors] = text.split(',');
  return { columns: Number(columns) || Number.POSITIVE_INFINITY, colors: colors === 'color' };
}

/** The container of the engine's living controller, when that is not this process' own. */
export async function controllerContainer(runtime: Runtime): Promise<string | undefined> {
  const signal = AbortSignal.timeout(LOOK_UP_DEADLINE_MS);
  const holder = await runtime.lock.holder(signal);
  const containerId = holder?.kind === 'controller' ? holder.containerId : undefined;
  if (containerId === undefined || containerId === (await runtime.ownContainerId(signal))) return undefined;
  return containerId;
}

/** How a command is run in the controller's container. */
export interface RunThere {
  /** Interrupts it. */
  readonly signal: AbortSignal;
  /** Where its results go instead of to standard output. */
  readonly output?: NodeJS.WritableStream;
  /** What its results may look like; plain without. */
  readonly terminal?: Pick<Terminal, 'columns' | 'colors'>;
}

/** Runs a command in the controller's container, with its settings; returns its exit code. */
export function runInController(
  runtime: Runtime,
  containerId: string,
  argv: readonly string[],
  { signal, output, terminal }: RunThere,
): Promise<number> {
  const attached = terminal === undefined ? ATTACHED : `${ATTACHED}=${looks(terminal)}`;
  return runtime.runInContainer(
    containerId,
    ['autoscaler', attached, ...stripSettings(argv)],
    signal,
    output,
  );
}

/**
 * When the living controller of this engine runs in another container, runs the same command there, with its own
 * settings, where its journal, policies and balancer are at hand. Returns the exit code, or undefined to go on here.
 */
export async function delegateToController(
  runtime: Runtime,
  { argv, terminal }: CliContext,
): Promise<number | undefined> {
  const containerId = await controllerContainer(runtime);
  if (containerId === undefined) return undefined;
  return runInController(runtime, containerId, argv, { signal: terminal.interrupted, terminal });
}
