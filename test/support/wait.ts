import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;

/** A signal that ends a test's call after a while. */
export function soon(ms = 30_000): AbortSignal {
  return AbortSignal.timeout(ms);
}

/** Asks until `isContent` with the answer, which is returned; throws with the last answer when time is up. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  isContent: (answer: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isContent(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)} after ${timeoutMs} ms`);
    await pause(POLL_MS);
  }
}

/** Waits until `check` says yes; `what` stands in the error when it never does. */
export async function until(
  check: () => Promise<boolean> | boolean,
  what: string,
  timeoutMs = 20_000,
): Promise<void> {
  await eventually(check, Boolean, timeoutMs).catch((cause: unknown) => {
    throw new Error(`${what}: not so after ${timeoutMs} ms`, { cause });
  });
}
