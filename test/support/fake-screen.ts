import type { Screen, Terminal } from '../../src/cli/runtime.ts';

/** A terminal's screen that understands what is written to it, and keys that a test presses. */
export class FakeScreen implements Screen {
  rows: number;
  columns: number;
  #lines: string[] = [];
  #isAlternate = false;
  #hasCursor = true;
  /** What was printed while no page covered the screen. */
  printed = '';
  /** How many lines were written since the test looked last. */
  #written = 0;
  #events: Parameters<Screen['attend']>[0] | undefined;

  constructor(columns = 100, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  get terminal(): Partial<Terminal> {
    return { screen: this, columns: this.columns, out: (text) => this.#take(text) };
  }

  get state() {
    return {
      isAlternate: this.#isAlternate,
      hasCursor: this.#hasCursor,
      isAttended: this.#events !== undefined,
    };
  }

  get lines(): readonly string[] {
    return this.#lines.map((line) => line ?? '');
  }

  /** How many lines were written since the last call. */
  written(): number {
    const count = this.#written;
    this.#written = 0;
    return count;
  }

  attend(events: Parameters<Screen['attend']>[0]): () => void {
    this.#events = events;
    return () => {
      this.#events = undefined;
    };
  }

  press(key: string): void {
    this.#events?.onKey(key);
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#events?.onResize();
  }

  #take(text: string): void {
    const [plain = '', ...commands] = text.split('\u001b[');
    if (!this.#isAlternate) this.printed += plain;
    for (const command of commands) this.#obey(command);
  }

  #obey(command: string): void {
    const [, code = '', rest = ''] = /^([?0-9;]*[A-Za-z])([\s\S]*)$/.exec(command) ?? [];
    const row = /^(\d+);1H$/.exec(code)?.[1];
    if (code === '?1049h') this.#isAlternate = true;
    else if (code === '?1049l') this.#isAlternate = false;
    else if (code === '?25l') this.#hasCursor = false;
    else if (code === '?25h') this.#hasCursor = true;
    else if (code === '2J') this.#lines = [];
    else if (row !== undefined) {
      this.#lines[Number(row) - 1] = rest;
      this.#written += 1;
    } else if (code !== 'K' && !code.startsWith('?2026')) throw new Error(`no terminal knows ${code}`);
    if (row === undefined && rest !== '' && !this.#isAlternate) this.printed += rest;
  }
}
