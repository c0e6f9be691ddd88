import { describe, expect, it } from 'vitest';
import { sectionsOf, wordsOf } from '../../../../../src/adapters/haproxy/setup/sections.ts';

describe('the words of a line', () => {
  it.each([
    ['  bind *:80  # ours', ['bind', '*:80']],
    ['# nothing', []],
    ['', []],
    [
      'http-request return string "a # b\\"c" if x',
      ['http-request', 'return', 'string', 'a # b"c', 'if', 'x'],
    ],
    ["acl a path '/a b'", ['acl', 'a', 'path', '/a b']],
    ['errorfile 503 /a\\ b.http', ['errorfile', '503', '/a b.http']],
    ['use_backend %[str(web)] if { path /x }', ['use_backend', '%[str(web)]', 'if', '{', 'path', '/x', '}']],
    ['broken "quote', ['broken', 'quote']],
    ['no\u00a0space \u2028 # \u2028 said', ['no\u00a0space', '\u2028']],
  ])('%j', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });
});

it('sections keep their files and lines', () => {
  const sections = sectionsOf([
    { path: '/a.cfg', text: 'global\n  daemon\n\nfrontend in # main\n  bind :80\n' },
    { path: '/b.cfg', text: '# other\nbackend web\n' },
  ]);
  expect(sections.map(({ kind, name, at, lines }) => [kind, name, at.file, at.number, lines.length])).toEqual(
    [
      ['global', '', '/a.cfg', 1, 1],
      ['frontend', 'in', '/a.cfg', 4, 1],
      ['backend', 'web', '/b.cfg', 2, 0],
    ],
  );
});
