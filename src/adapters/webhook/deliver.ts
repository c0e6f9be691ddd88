import type { PendingNotice } from '../../core/notice.ts';
import { signatureOf } from './signature.ts';

/** Where notices go. */
export interface Endpoint {
  readonly url: string;
  /** Signs what is sent, when given. */
  readonly secret?: string;
  /** The longest that one attempt may take. Milliseconds. */
  readonly timeoutMs: number;
}

/** How an attempt ended. */
export type Attempt =
  | { readonly isDone: true }
  | {
      readonly isDone: false;
      /** Without the address, which may be secret. */
      readonly why: string;
      /** Whether another attempt could end otherwise. */
      readonly isPassing: boolean;
      /** How long the receiver asks to be left alone. Milliseconds. */
      readonly waitMs?: number;
    };

const LONGEST_WAIT_MS = 120_000;

/** Posts once. Never rejects; follows no redirect, so that what is sent goes nowhere else. `now` is epoch milliseconds. */
export async function attempt(
  { url, secret, timeoutMs }: Endpoint,
  { id, body }: PendingNotice,
  now: number,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'compose-autoscaler',
        'x-autoscaler-delivery': id,
        ...(secret !== undefined && { 'x-autoscaler-signature': signatureOf(body, secret, now) }),
      },
    });
    await response.body?.cancel();
    return verdict(response);
  } catch (error) {
    return { isDone: false, why: whyOf(error), isPassing: true };
  }
}

function verdict({ status, headers }: Response): Attempt {
  if (status >= 200 && status < 300) return { isDone: true };
  const isPassing = status >= 500 || [408, 425, 429].includes(status);
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const waitMs = Math.min(seconds * 1000, LONGEST_WAIT_MS);
  return {
    isDone: false,
    why: `it answered ${status}`,
    isPassing,
    ...(waitMs >= 0 && { waitMs }),
  };
}

/** `fetch` says what happened in the cause, and never the address there. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be reached';
  if (error.name === 'TimeoutError') return 'it did not answer in time';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
  return `it cannot be reached: ${code}`;
}
