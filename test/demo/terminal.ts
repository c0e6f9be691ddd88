/** What the terminal, or the file in its place, can show. */
export interface TerminalTraits {
  /** Whether the cursor can go back. */
  readonly isLive: boolean;
  readonly columns: number;
  readonly isUnicode: boolean;
}

const replacements: Readonly<Record<string, string>> = {
  '→': '->',
  '…': '...',
  '–': '-',
  '×': 'x',
  '·': '.',
  '÷': '/',
  '≤': '<=',
  '≥': '>=',
  '’': "'",
  '✓': 'ok',
  '✗': 'NO',
  '●': '*',
  '○': 'o',
  '▲': '+',
  '▼': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
};

/** The traits of an output stream in an environment. */
export function traitsOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): TerminalTraits {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const isDumb = env.TERM === 'dumb';
  return {
    isLive: stream.isTTY === true && !isDumb,
    columns: Math.max(40, Math.min(stream.columns || 80, 120)),
    isUnicode: !isDumb && /utf-?8/i.test(locale),
  };
}

/** The text in ASCII, for terminals that show nothing else. */
export function toAscii(text: string): string {
  return text.replaceAll(/[^\n -~]/gu, (character) => replacements[character] ?? '?');
}

/** The text cut to so many characters, so that a line of a display never wraps. */
export function clip(text: string, columns: number): string {
  return text.slice(0, columns);
}

/** The text broken between words into lines of at most so many characters, all but the first indented. */
export function wrap(text: string, columns: number, indent: number): string[] {
  const [lead = ''] = /^ */.exec(text) ?? [];
  const [first = '', ...words] = text.slice(lead.length).split(' ');
  const lines: string[] = [];
  let line = lead + first;
  for (const word of words) {
    if (line.length + 1 + word.length > columns) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent) + word;
    } else line += ` ${word}`;
  }
  return [...lines, line];
}
