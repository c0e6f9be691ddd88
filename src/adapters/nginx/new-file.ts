import type { SafeNames } from './names.ts';

/** A file to be put in place; its candidate is beside it. */
export interface NewFile {
  readonly names: SafeNames;
  readonly generation: string;
}
