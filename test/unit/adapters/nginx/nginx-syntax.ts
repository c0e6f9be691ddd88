/** A directive as nginx reads it: its words, and what stands in its block. */
export interface Directive {
  readonly words: readonly string[];
  readonly block?: readonly Directive[];
}

type Token = { readonly kind: 'word'; readonly text: string } | { readonly kind: ';' | '{' | '}' };

/**
 * Reads a configuration by the rules of nginx's own grammar, written from its documentation and not from the code
 * under test: words end at white space, `;` and `{`; quotes and backslashes protect; `#` begins a comment where a
 * word could begin.
 */
export function parseNginx(text: string): readonly Directive[] {
  const tokens = tokensOf(text);
  let at = 0;
  const block = (isTop: boolean): readonly Directive[] => {
    const directives: Directive[] = [];
    let words: string[] = [];
    for (;;) {
      const token = tokens[at];
      at += 1;
      if (token === undefined) {
        if (!isTop || words.length > 0) throw new Error('ends too early');
        return directives;
      }
      if (token.kind === 'word') words.push(token.text);
      else if (token.kind === '}') {
        if (isTop || words.length > 0) throw new Error('unexpected }');
        return directives;
      } else {
        if (words.length === 0) throw new Error(`unexpected ${token.kind}`);
        directives.push(token.kind === ';' ? { words } : { words, block: block(false) });
        words = [];
      }
    }
  };
  return block(true);
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = text;
  while (rest !== '') {
    const [match, space, comment, quoted, word, sign] =
      /^(?:([ \t\r\n]+)|(#[^\n]*)|("(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*')|((?:\\[\s\S]|\$\{|[^ \t\r\n;{}"'#\\])(?:\\[\s\S]|\$\{|[^ \t\r\n;{\\])*)|([;{}]))/.exec(
        rest,
      ) ?? [];
    if (match === undefined) throw new Error(`not a word: ${JSON.stringify(rest.slice(0, 20))}`);
    rest = rest.slice(match.length);
    if (space !== undefined || comment !== undefined) continue;
    if (quoted !== undefined) tokens.push({ kind: 'word', text: quoted.slice(1, -1) });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign === ';' || sign === '{' || sign === '}') tokens.push({ kind: sign });
  }
  return tokens;
}
