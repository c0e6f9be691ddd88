/** A file of the running configuration, with the path under which HAProxy loads it. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** A line with something on it. */
export interface ConfigLine {
  readonly file: string;
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly words: readonly string[];
}

/** `global`, a `frontend`, a `backend` and so on. */
export interface Section {
  readonly kind: string;
  /** Empty where sections of the kind have none. */
  readonly name: string;
  readonly at: ConfigLine;
  readonly lines: readonly ConfigLine[];
}

const KINDS: ReadonlySet<string> = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'resolvers',
  'mailers',
  'userlist',
  'cache',
  'program',
  'http-errors',
  'ring',
  'log-forward',
  'fcgi-app',
  'crt-store',
  'traces',
]);

/** The sections of all files, in the order in which HAProxy reads them. */
export function sectionsOf(files: readonly ConfigFile[]): readonly Section[] {
  const sections: { kind: string; name: string; at: ConfigLine; lines: ConfigLine[] }[] = [];
  for (const { path, text } of files) {
    for (const [index, raw] of text.split('\n').entries()) {
      const words = wordsOf(raw);
      const [kind, name = ''] = words;
      if (kind === undefined) continue;
      const line = { file: path, number: index + 1, text: raw.trim(), words };
      if (KINDS.has(kind)) sections.push({ kind, name, at: line, lines: [] });
      else sections.at(-1)?.lines.push(line);
    }
  }
  return sections;
}

/** The words of a line, without quotes and escapes; none on an empty line or a comment. */
export function wordsOf(line: string): readonly string[] {
  // Only ASCII spaces separate words; any other character is one like letters.
  const token = /[ \t\r\v\f]+|#.*$|((?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^ \t\r\v\f#"'\\])+)|./gs;
  return [...line.matchAll(token)].flatMap(([, word]) => (word === undefined ? [] : [plain(word)]));
}

function plain(word: string): string {
  return word.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/gs, (_, escaped, double, single) =>
    escaped === undefined ? (double?.replace(/\\(.)/gs, '$1') ?? single) : escaped,
  );
}
