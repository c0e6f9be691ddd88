import type { ENGLISH } from './english.ts';

/** Everything the page says by itself, in one language. Sentences of decisions come from the controller, in English. */
export type Words = { readonly [Key in keyof typeof ENGLISH]: Widened<(typeof ENGLISH)[Key]> };

type Widened<Text> = Text extends string ? string : Text;
