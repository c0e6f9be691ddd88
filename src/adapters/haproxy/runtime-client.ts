import { AutoscalerError } from '../../core/errors.ts';
import type { Endpoint } from './socket.ts';
import { exchange, socketError } from './socket.ts';

/** One command's answer. */
export interface Answer {
  readonly command: string;
  /** Without the severity mark and surrounding blank lines. */
  readonly text: string;
  /** Whether HAProxy refused or failed the command (severity 0 emergency to 3 error). */
  readonly failed: boolean;
}

const PROMPT = '\n> ';
/** Longest line HAProxy reads, below `tune.bufsize`. */
const LONGEST_COMMAND = 8_000;

/**
 * Sends the commands over one connection and returns their answers in order.
 * Throws `E_BALANCER_SOCKET` when HAProxy does not answer all of them or the socket's level is too low.
 */
export async function runCommands(
  endpoint: Endpoint,
  commands: readonly string[],
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  for (const command of commands) assertOneCommand(command);
  const lines = ['prompt', 'set severity-output number', ...commands, 'quit', ''];
  const answers = splitAnswers(commands, await exchange(endpoint, lines.join('\n'), signal));
  if (answers === undefined) {
    const why = 'the connection was closed before every command was answered';
    throw socketError(endpoint, why, Object.assign(new Error(why), { code: 'ECONNRESET' }));
  }
  const denied = answers.find((answer) => answer.text.startsWith('Permission denied'));
  if (denied !== undefined) throw socketError(endpoint, `"${denied.command}" was answered "${denied.text}"`);
  return answers;
}

/** Answers to the commands between prompts; undefined when some are missing. */
export function splitAnswers(commands: readonly string[], received: string): readonly Answer[] | undefined {
  const parts = received.split(PROMPT);
  // Before the first prompt, the severity setting, the commands, and what follows `quit`.
  if (parts.length !== commands.length + 3) return undefined;
  return commands.map((command, index) => toAnswer(command, parts[index + 2] ?? ''));
}

function toAnswer(command: string, part: string): Answer {
  const severity = /^\s*\[(\d)\]: /.exec(part);
  const text = severity === null ? part : part.slice(severity[0].length);
  return {
    command,
    text: text.replace(/^\n+|\s+$/g, ''),
    failed: severity !== null && Number(severity[1]) <= 3,
  };
}

function assertOneCommand(command: string): void {
  if (/[\n\r;\\]/.test(command) || command.length > LONGEST_COMMAND) {
    throw new AutoscalerError(
      'E_INTERNAL',
      `not one runtime command: ${JSON.stringify(command.slice(0, 200))}`,
    );
  }
}
