import { posix } from 'node:path';

/** A directive of nginx's configuration, with those in its block. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What is in its braces, includes resolved; undefined for a simple directive. */
  readonly block: readonly Directive[] | undefined;
}

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly line: number;
}

const MARK = /^# configuration file (.+):$/;

/** The files in what `nginx -T` prints, by path; the first one is the main file. */
export function filesIn(dump: string): ReadonlyMap<string, string> {
  const files = new Map<string, string[]>();
  let lines: string[] | undefined;
  for (const line of dump.split('\n')) {
    const path = MARK.exec(line)?.[1];
    if (path === undefined) lines?.push(line);
    else {
      lines = [];
      files.set(path, lines);
    }
  }
  return new Map([...files].map(([path, text]) => [path, text.join('\n')]));
}

/** The whole configuration as a tree; an `include` stands there too, before what it brings in. */
export function treeOf(files: ReadonlyMap<string, string>): readonly Directive[] {
  const [main] = files.keys();
  return main === undefined ? [] : parseFile(main, files, posix.dirname(main), [main]);
}

function parseFile(
  path: string,
  files: ReadonlyMap<string, string>,
  home: string,
  stack: readonly string[],
): readonly Directive[] {
  const tokens = tokensOf(files.get(path) ?? '');
  let at = 0;
  const body = (): readonly Directive[] => {
    const found: Directive[] = [];
    let words: Token[] = [];
    while (at < tokens.length) {
      const token = tokens[at] ?? END;
      at += 1;
      const isMark = !token.isQuoted;
      if (isMark && token.text === '}') break;
      if (!isMark || (token.text !== ';' && token.text !== '{')) {
        words.push(token);
        continue;
      }
      const [first, ...rest] = words;
      const args = rest.map(({ text }) => text);
      words = [];
      const block = token.text === '{' ? body() : undefined;
      if (first === undefined) continue;
      found.push({ name: first.text, args, file: path, line: first.line, block });
      if (first.text === 'include') found.push(...included(args[0] ?? ''));
    }
    return found;
  };
  const included = (pattern: string) =>
    [...files.keys()]
      .filter((other) => !stack.includes(other) && matches(pattern, other, home))
      .flatMap((other) => parseFile(other, files, home, [...stack, other]));
  return body();
}

const END: Token = { text: '}', isQuoted: false, line: 0 };

/** Whether an `include` brings in the file. */
export function matches(pattern: string, path: string, home: string): boolean {
  const escaped = posix.resolve(home, pattern).replace(/[\\^$.|+(){}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`).test(path);
}

function tokensOf(text: string): readonly Token[] {
  const pattern =
    /\s+|#[^\n]*|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([;{}])|((?:\\.|\$\{[^}]*\}|[^\s;{}\\])+)|./gs;
  const tokens: Token[] = [];
  let line = 1;
  for (const [all, double, single, mark, word] of text.matchAll(pattern)) {
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ text: quoted, isQuoted: true, line });
    else if (mark !== undefined || word !== undefined)
      tokens.push({ text: mark ?? word ?? '', isQuoted: false, line });
    line += all.split('\n').length - 1;
  }
  return tokens;
}

/** Every directive of a tree with the blocks around it, the innermost last. */
export function* walk(
  tree: readonly Directive[],
  around: readonly Directive[] = [],
): Generator<{ readonly directive: Directive; readonly around: readonly Directive[] }> {
  for (const directive of tree) {
    yield { directive, around };
    if (directive.block !== undefined) yield* walk(directive.block, [...around, directive]);
  }
}
