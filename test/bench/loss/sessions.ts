import { setTimeout as pause } from 'node:timers/promises';
import type { KindCount } from './count.ts';

/** How sessions are held. Times in milliseconds. */
export interface SessionOptions {
  /** `ws://HOST:PORT/PATH`. */
  readonly url: string;
  /** Sessions begun per second. */
  readonly rate: number;
  readonly lengthMs: number;
  readonly messageEveryMs: number;
  readonly timeoutMs: number;
}

/** A session that was lost: by what and when, epoch milliseconds. */
export interface LostSession {
  readonly kind: string;
  readonly at: number;
}

/**
 * WebSocket sessions: each sends a number ever so often, expects it back, and closes by a handshake in the end. One
 * that anybody else ends, or that misses an echo, is lost.
 */
export class Sessions {
  readonly #options: SessionOptions;
  readonly #lost: LostSession[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #sent = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#begin(), 1000 / options.rate);
  }

  /** Begins no more, and waits for those under way. */
  async stop(): Promise<KindCount & { readonly lost: readonly LostSession[] }> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
    const kinds = Map.groupBy(this.#lost, ({ kind }) => kind);
    const failures = Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]));
    return { sent: this.#sent, failures, lost: this.#lost };
  }

  #begin(): void {
    this.#sent += 1;
    const session = hold(this.#options).then((failure) => {
      this.#running.delete(session);
      if (failure !== undefined) this.#lost.push({ kind: failure, at: Date.now() });
    });
    this.#running.add(session);
  }
}

/** Holds one session; what it was lost by, undefined when it went well. Never rejects. */
async function hold({
  url,
  lengthMs,
  messageEveryMs,
  timeoutMs,
}: SessionOptions): Promise<string | undefined> {
  const socket = new WebSocket(url);
  const ended = Promise.withResolvers<string>();
  const echoed = new Set<string>();
  let isOpen = false;
  socket.addEventListener('message', ({ data }) => void echoed.add(String(data)));
  // An error is always followed by a close.
  socket.addEventListener('close', ({ wasClean, code }) =>
    ended.resolve(!isOpen ? 'refused' : wasClean && code === 1000 ? 'closed' : 'cut'),
  );
  const within = (ms: number) => Promise.race([ended.promise, pause(ms, 'time is up', { ref: false })]);
  const opened = new Promise<string>((resolve) =>
    socket.addEventListener('open', () => resolve('open'), { once: true }),
  );
  const first = await Promise.race([opened, within(timeoutMs)]);
  if (first !== 'open') return give(socket, first === 'time is up' ? 'timeout' : first);
  isOpen = true;
  const messages = Math.floor(lengthMs / messageEveryMs);
  for (let message = 0; message < messages; message += 1) {
    socket.send(String(message));
    const end = await within(messageEveryMs);
    if (end !== 'time is up') return end === 'closed' ? 'cut' : end;
  }
  const deadline = performance.now() + timeoutMs;
  while (echoed.size < messages && performance.now() < deadline && socket.readyState === WebSocket.OPEN)
    await pause(20);
  if (echoed.size < messages) return give(socket, socket.readyState === WebSocket.OPEN ? 'timeout' : 'cut');
  socket.close(1000);
  const end = await within(timeoutMs);
  return end === 'closed' ? undefined : end === 'time is up' ? 'timeout' : end;
}

function give(socket: WebSocket, failure: string): string {
  socket.close();
  return failure;
}
