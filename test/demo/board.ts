import { clip, type TerminalTraits, toAscii, wrap } from './terminal.ts';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const eraseBelow = '\u001b[J';

/** Lines that stay, and on a terminal below them a few that are redrawn in place. */
export class Board {
  readonly traits: TerminalTraits;
  readonly #write: (text: string) => void;
  #live: readonly string[] = [];

  constructor(write: (text: string) => void, traits: TerminalTraits) {
    this.traits = traits;
    this.#write = write;
  }

  /** A line that stays; a long one is broken between words. */
  line(text = '', indent = 0): void {
    this.#put(wrap(this.#shown(text), this.traits.columns, indent), this.#live);
  }

  /** Lines that stay, as they are. */
  lines(lines: readonly string[]): void {
    this.#put(
      lines.map((line) => this.#shown(line)),
      this.#live,
    );
  }

  /** Redraws the display in place; nothing where the cursor cannot go back. */
  live(lines: readonly string[]): void {
    if (!this.traits.isLive) return;
    this.#put(
      [],
      lines.map((line) => clip(this.#shown(line), this.traits.columns - 1)),
    );
  }

  #shown(text: string): string {
    return this.traits.isUnicode ? text : toAscii(text);
  }

  #put(lines: readonly string[], live: readonly string[]): void {
    const back = this.#live.length > 0 ? `\u001b[${this.#live.length}A\r${eraseBelow}` : '';
    const cursor = live.length > 0 ? hideCursor : this.#live.length > 0 ? showCursor : '';
    this.#write(`${back}${cursor}${[...lines, ...live].map((line) => `${line}\n`).join('')}`);
    this.#live = live;
  }
}
