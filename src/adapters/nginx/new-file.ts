import type { FilePlace } from './file-place.ts';

/** A file to be put in place; its candidate is beside it. */
export interface NewFile {
  readonly place: FilePlace;
  readonly generation: string;
}
