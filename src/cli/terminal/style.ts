import { styleText } from 'node:util';

/** What text is marked as. */
export type Tone = 'strong' | 'faint' | 'good' | 'warning' | 'bad' | 'accent';

/** Marks a text, or leaves it as it is where there are no colours. */
export type Style = (tone: Tone, text: string) => string;

const FORMATS = {
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  accent: 'cyan',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

/** The style of a terminal with or without colours. */
export function styleOf({ colors }: { readonly colors: boolean }): Style {
  return (tone, text) =>
    colors && text !== '' ? styleText(FORMATS[tone], text, { validateStream: false }) : text;
}
