import { execa } from 'execa';
import { EngineProblem } from './progress.ts';

let interruption = new AbortController();

/** Ends the command that runs now and refuses further ones, until `allowCommands`. */
export function interruptCommands(): void {
  interruption.abort();
}

/** Lets commands run again after an interruption, for the cleaning up. */
export function allowCommands(): void {
  interruption = new AbortController();
}

/** Throws once the user has asked to stop. */
export function throwIfInterrupted(): void {
  if (interruption.signal.aborted) throw new EngineProblem('interrupted');
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string;
  readonly inputFile?: string;
  readonly timeout?: number;
}

export interface RunResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command and tells how it ended. */
export async function attempt(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  throwIfInterrupted();
  const result = await execa(command, args, {
    ...options,
    stdin: options.input === undefined && options.inputFile === undefined ? 'ignore' : 'pipe',
    cancelSignal: interruption.signal,
    maxBuffer: 512 * 1024 * 1024,
    reject: false,
  });
  if (result.isCanceled) throw new EngineProblem('interrupted');
  const stderr = result.stderr || result.stdout || result.shortMessage || '';
  return { ok: !result.failed, stdout: result.stdout, stderr };
}

/** Runs a command, gives its output, and throws a plain sentence with the command's own words when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await attempt(command, args, options);
  if (!result.ok) throw new EngineProblem(`${[command, ...args].join(' ')} failed:\n${result.stderr}`);
  return result.stdout;
}
