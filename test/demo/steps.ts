import type { Board } from './board.ts';

const tellEveryMs = 10_000;

/** Tells what is being done, how long it has taken so far, and how many steps there are. */
export class Steps {
  readonly #board: Board;
  readonly #count: number;

  constructor(board: Board, count: number) {
    this.#board = board;
    this.#count = count;
  }

  /** Begins a step. */
  begin(number: number, title: string): void {
    this.#board.line(`[${number}/${this.#count}] ${title}`, 6);
  }

  /** Does a step; `say` adds how far it is. */
  async run<T>(number: number, title: string, work: (say: (news: string) => void) => Promise<T>): Promise<T> {
    this.begin(number, title);
    const startedAt = performance.now();
    let news = '';
    let toldAt = startedAt;
    const seconds = () => Math.round((performance.now() - startedAt) / 1000);
    const timer = setInterval(() => {
      const text = `      ${seconds()} s${news && `: ${news}`}`;
      this.#board.live([text]);
      if (this.#board.traits.isLive || performance.now() - toldAt < tellEveryMs) return;
      toldAt = performance.now();
      this.#board.line(text, 6);
    }, 1000);
    try {
      const result = await work((text) => {
        news = text;
      });
      this.#board.live([]);
      this.#board.line(`      done in ${seconds()} s`);
      return result;
    } finally {
      clearInterval(timer);
      this.#board.live([]);
    }
  }
}
