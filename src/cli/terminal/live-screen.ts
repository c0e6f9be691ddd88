import type { Screen, Terminal } from '../runtime.ts';

const ESC = '\u001b[';
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}2J`;
const LEAVE = `${ESC}?25h${ESC}?1049l`;
/** Terminals that know it show what is between both at once; others ignore it. */
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;
const CLEAR_LINE = `${ESC}K`;

const UP = ['k', `${ESC}A`, '\u001bOA'];
const DOWN = ['j', `${ESC}B`, '\u001bOB'];
/** q, Escape, Ctrl-C, Ctrl-D. */
const QUIT = ['q', 'Q', '\u001b', '\u0003', '\u0004'];

/** Lines for a screen of that size; where they are more than it has rows, it can be scrolled. */
export type Draw = (size: { readonly rows: number; readonly columns: number }) => readonly string[];

/** A page that stays in its place on the terminal: only lines that changed are written anew. */
export class LiveScreen {
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  readonly #quit = new AbortController();
  readonly #release: () => void;
  #draw: Draw = () => [];
  #shown: readonly string[] = [];
  #top = 0;

  /** Takes the screen over until `close`. */
  constructor(terminal: Terminal, screen: Screen) {
    this.#terminal = terminal;
    this.#screen = screen;
    terminal.out(ENTER);
    this.#release = screen.attend({ onKey: (key) => this.#onKey(key), onResize: () => this.#redraw() });
  }

  /** Aborts when the person at the keyboard has seen enough. */
  get left(): AbortSignal {
    return this.#quit.signal;
  }

  show(draw: Draw): void {
    this.#draw = draw;
    this.#paint();
  }

  /** Gives the screen back as it was. */
  close(): void {
    this.#release();
    this.#terminal.out(LEAVE);
  }

  #onKey(key: string): void {
    if (QUIT.includes(key)) this.#quit.abort();
    const by = UP.includes(key) ? -1 : DOWN.includes(key) ? 1 : 0;
    if (by === 0) return;
    this.#top += by;
    this.#paint();
  }

  /** A terminal moves lines about when its size changes. */
  #redraw(): void {
    this.#shown = [];
    this.#terminal.out(`${ESC}2J`);
    this.#paint();
  }

  #paint(): void {
    const { rows, columns } = this.#screen;
    const lines = this.#draw({ rows, columns });
    this.#top = Math.max(0, Math.min(this.#top, lines.length - rows));
    const page = lines.slice(this.#top, this.#top + rows);
    const count = Math.max(page.length, this.#shown.length);
    let changes = '';
    for (let i = 0; i < count; i += 1) {
      const line = page[i] ?? '';
      if (line !== (this.#shown[i] ?? '')) changes += `${ESC}${i + 1};1H${line}${CLEAR_LINE}`;
    }
    this.#shown = page;
    if (changes !== '') this.#terminal.out(`${BEGIN}${changes}${END}`);
  }
}
