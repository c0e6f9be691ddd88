import type { Terminal } from './runtime.ts';

const SILENT_MS = 2000;

/** Says on standard error how far long work is: nothing for two seconds, then a line every two. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #what: string;
  #saidAt = Date.now();

  constructor(terminal: Terminal, what: string) {
    this.#terminal = terminal;
    this.#what = what;
  }

  /** `done` of `all` parts are finished. */
  report(done: number, all: number): void {
    if (done < all) this.#say(`${done} of ${all}`);
  }

  /** `done` parts are finished, of nobody knows how many. */
  count(done: number): void {
    this.#say(String(done));
  }

  #say(state: string): void {
    if (Date.now() - this.#saidAt < SILENT_MS) return;
    this.#saidAt = Date.now();
    this.#terminal.err(`${this.#what}: ${state}\n`);
  }
}
