/**
 * Keeps the last good text of each policy file beyond the process that read it, so that a bad edit is survived by a
 * restart, and commands know the policies that the controller goes by.
 */
export interface LastGoodTexts {
  /** `path` is absolute. */
  load(path: string): string | undefined;
  /** Undefined forgets it. */
  save(path: string, text: string | undefined): void;
}

/** Remembers nothing. */
export const FORGETFUL: LastGoodTexts = { load: () => undefined, save: () => undefined };
