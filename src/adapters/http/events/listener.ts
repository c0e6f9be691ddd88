import type { ServerResponse } from 'node:http';

/** Bytes that may wait for a slow listener before it is dropped. */
const MAX_PENDING = 1_048_576;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/** Who is told of events. */
export interface Listening {
  /** Sends a chunk, which others get too. False when too much waits already: the listener is dropped. */
  send(chunk: Buffer): boolean;
  end(): void;
}

/** One who listens over HTTP. */
export class Listener implements Listening {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  send(chunk: Buffer): boolean {
    if (this.#response.writableLength > MAX_PENDING) {
      this.#response.destroy();
      return false;
    }
    if (!this.#response.headersSent) this.#response.writeHead(200, HEADERS);
    this.#response.write(chunk);
    return true;
  }

  end(): void {
    this.#response.end();
  }
}
