import { prettyFactory } from 'pino-pretty';

/** How lines look on a terminal. */
export interface PrettyOptions {
  readonly isColoured: boolean;
  /** Whether the fields stand behind the message too. */
  readonly withFields: boolean;
}

/** Turns one JSON line into one line for people: time, level, message, and what to do about an error. */
export function prettyLine({ isColoured, withFields }: PrettyOptions): (line: string) => string {
  const pretty = prettyFactory({
    colorize: isColoured,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
    hideObject: !withFields,
    errorLikeObjectKeys: [],
    messageFormat: (entry, key) => oneLine(`${entry[key] ?? ''}${remedy(entry.err)}`),
  });
  return (line) => `${pretty(line).trimEnd()}\n`;
}

function remedy(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code = 'code' in error ? ` [${error.code}]` : '';
  const fix = 'fix' in error ? ` ${error.fix}` : '';
  return `${code}${fix}`;
}

/** Control characters could move the cursor or fake a line. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
