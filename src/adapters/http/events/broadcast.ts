import type { Listening } from './listener.ts';

/** Listeners that are sent to before others have their turn of the event loop. */
const AT_ONCE = 25;

/** A chunk on its way to those who have not had it yet. */
interface Sending {
  readonly chunk: Buffer;
  readonly waiting: Listening[];
}

/** Sends chunks to all who listen, in order, a few at a time, so that many listeners hold up nothing else. */
export class Broadcast {
  readonly #listeners = new Set<Listening>();
  readonly #sendings: Sending[] = [];
  #pending: NodeJS.Immediate | undefined;

  get size(): number {
    return this.#listeners.size;
  }

  /** It gets what is sent from now on. */
  add(listener: Listening): void {
    this.#listeners.add(listener);
  }

  remove(listener: Listening): void {
    this.#listeners.delete(listener);
  }

  send(text: string): void {
    this.#sendings.push({ chunk: Buffer.from(text), waiting: [...this.#listeners] });
    this.#pending ??= setImmediate(() => this.#sendSome());
  }

  /** Ends every listener; nothing more is sent. */
  close(): void {
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
    this.#sendings.length = 0;
  }

  #sendSome(): void {
    const [sending] = this.#sendings;
    this.#pending = undefined;
    if (sending === undefined) return;
    for (const listener of sending.waiting.splice(0, AT_ONCE))
      if (this.#listeners.has(listener) && !listener.send(sending.chunk)) this.remove(listener);
    if (sending.waiting.length === 0) this.#sendings.shift();
    if (this.#sendings.length > 0) this.#pending = setImmediate(() => this.#sendSome());
  }
}
