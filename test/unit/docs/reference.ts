import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A page of docs/reference as text. */
export function readReference(name: string): string {
  return readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8');
}

/** All source text of the product, but for the tables of codes themselves. */
export function readSources(): string {
  const root = fileURLToPath(new URL('../../../src/', import.meta.url));
  const files = globSync(`${root}**/*.ts`).filter((file) => !/core\/(?:errors|reasons)\.ts$/.test(file));
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

/** One entry of a page: a heading of the third level that is a code, and what stands below it. */
export interface Entry {
  readonly code: string;
  /** The first line: kind and summary. */
  readonly lead: string;
  /** What the code means, beyond the summary; may be empty. */
  readonly meaning: string;
  /** What the reader can do. */
  readonly advice: string;
}

const ADVICE = '**What to do:**';

/** All entries of a page, in its order. */
export function entriesOf(page: string): readonly Entry[] {
  return page
    .replaceAll(/^## .*$/gm, '')
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...rest] = section.split('\n');
      const [before = '', advice = ''] = rest.join('\n').split(ADVICE);
      const [lead = '', ...meaning] = before.trim().split('\n\n');
      return {
        code: heading.replaceAll('`', '').trim(),
        lead,
        meaning: meaning.join('\n\n'),
        advice: advice.trim(),
      };
    });
}

/** The rows of all tables of a page whose first cell is a name in backticks, as cells without backticks. */
export function rowsOf(page: string): readonly (readonly string[])[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

/** A text's words in lower case, to compare texts by. */
export function wordsOf(text: string): string {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).join(' ');
}
