import { posix } from 'node:path';

/** Where a generated file lives in the balancer's container, and what lies beside it. */
export interface FilePlace {
  readonly file: string;
  /** The files beside it begin with a dot: nginx's `include …/*.conf` skips them. */
  readonly candidate: string;
  /** What the file was before its last change. */
  readonly previous: string;
  /** Holds the generation that nginx was seen to have loaded. */
  readonly proof: string;
}

/** The place of the file with this name. */
export function placeOf(directory: string, base: string): FilePlace {
  const beside = (what: string) => posix.join(directory, `.${base}.${what}`);
  return {
    file: posix.join(directory, base),
    candidate: beside('candidate'),
    previous: beside('previous'),
    proof: beside('proven'),
  };
}
