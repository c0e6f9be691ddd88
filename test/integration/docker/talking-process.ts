import { createInterface } from 'node:readline';
import { execa } from 'execa';

/** A process that says one JSON document a line. */
export interface TalkingProcess {
  /** What it says next. */
  readonly hear: (timeoutMs?: number) => Promise<unknown>;
  /** Tells it a line and returns what it says next. */
  readonly ask: (line: string) => Promise<unknown>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<unknown>;
}

/** Starts a process that speaks in JSON lines. */
export function talk(file: string, args: readonly string[]): TalkingProcess {
  const child = execa(file, args, {
    reject: false,
    stderr: 'inherit',
  });
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async (timeoutMs = 30_000): Promise<unknown> => {
    const late = AbortSignal.timeout(timeoutMs);
    const next = await Promise.race([
      said.next(),
      new Promise<never>((_, reject) => {
        late.addEventListener('abort', () => reject(new Error(`${file} said nothing for ${timeoutMs} ms`)));
      }),
    ]);
    if (next.done) throw new Error(`${file} ended`);
    return JSON.parse(next.value);
  };
  return {
    hear,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      return await hear();
    },
    kill: (signal) => void child.kill(signal),
    ended: child,
  };
}
