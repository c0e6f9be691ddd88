const started = performance.now();

/** Tells on stderr what the engine helper is doing, with the seconds since it began. */
export function progress(message: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`[engine] ${message} (${seconds}s)\n`);
}

/** A fault the user can mend, shown as a plain sentence without a stack. */
export class EngineProblem extends Error {
  override readonly name = 'EngineProblem';
}
