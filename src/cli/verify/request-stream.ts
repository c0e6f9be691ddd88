import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Client } from './client.ts';

/** Requests that go on until they are stopped. */
export interface RequestStream {
  /** Ends it; every answer, those that are still under way included. */
  stop(): Promise<readonly Answer[]>;
}

/** With four clients a request about every 25 ms: enough to meet every replica often, too few to be a load. */
const EVERY_MS = 100;
/** How many clients ask; no more requests than that are under way at once. */
export const CLIENTS = 4;

/** Lets a few clients ask one after the other, until it is stopped. */
export function startRequests(client: Client): RequestStream {
  const ended = new AbortController();
  const answers: Answer[] = [];
  const ask = async () => {
    while (!ended.signal.aborted) {
      answers.push(await client.ask(NEVER));
      await pause(EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const all = Promise.all(Array.from({ length: CLIENTS }, ask));
  return {
    async stop() {
      ended.abort();
      await all;
      return answers;
    },
  };
}

/** A request that is under way when the stream ends is answered still: the client has a deadline of its own. */
const NEVER = new AbortController().signal;
