/**
 * How a request failed, as its client saw it.
 * `status-NNN`: an answer that is not 2xx; `refused`: no connection; `reset`: closed before any answer;
 * `cut`: closed within the answer; `timeout`: no whole answer in time; `malformed`: not HTTP;
 * `mismatch`: another body than expected; `client`: the generator itself ran out of ports or files.
 */
export type FailureKind =
  | `status-${number}`
  | 'refused'
  | 'reset'
  | 'cut'
  | 'timeout'
  | 'malformed'
  | 'mismatch'
  | 'client'
  | 'other';

/** Ends a request that took too long. */
export class RequestTimeout extends Error {
  override readonly name = 'RequestTimeout';
}

const kinds: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EADDRNOTAVAIL: 'client',
  EMFILE: 'client',
  ENOBUFS: 'client',
};

/** The kind of an error that a request or its answer ended with. */
export function classify(error: Error, hasAnswer: boolean): FailureKind {
  if (error instanceof RequestTimeout) return 'timeout';
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_')) return code === 'HPE_INVALID_EOF_STATE' && hasAnswer ? 'cut' : 'malformed';
  const kind = kinds[code] ?? 'other';
  return kind === 'reset' && hasAnswer ? 'cut' : kind;
}
