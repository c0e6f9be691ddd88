import { expect, test } from 'vitest';
import { Board } from '../../demo/board.ts';
import { toAscii, traitsOf, wrap } from '../../demo/terminal.ts';

test.each([
  [{ LANG: 'de_DE.UTF-8', TERM: 'xterm' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, false],
  [{ LANG: 'de_DE.UTF-8', TERM: 'dumb' }, false],
  [{}, false],
])('%o is Unicode: %s', (env, isUnicode) => {
  expect(traitsOf({}, env).isUnicode).toBe(isUnicode);
});

test('the cursor goes back only on a terminal that can', () => {
  expect(traitsOf({ isTTY: true, columns: 100 }, { TERM: 'xterm' })).toMatchObject({
    isLive: true,
    columns: 100,
  });
  expect(traitsOf({ isTTY: true }, { TERM: 'dumb' }).isLive).toBe(false);
  expect(traitsOf({}, { TERM: 'xterm' })).toMatchObject({ isLive: false, columns: 80 });
});

test('ASCII keeps the sense of what it replaces', () => {
  expect(toAscii('2 → 5 … 3 × ✓ 日')).toBe('2 -> 5 ... 3 x ok ?');
});

test('long lines break between words, with the lead kept and the rest indented', () => {
  expect(wrap('  one two  three four', 12, 4)).toEqual(['  one two', '    three', '    four']);
  expect(wrap('', 12, 4)).toEqual(['']);
});

test('a live display is redrawn in place, and lines that stay come above it', () => {
  let screen = '';
  const board = new Board(
    (text) => {
      screen += text.replaceAll('\u001b', '<');
    },
    { isLive: true, columns: 40, isUnicode: true },
  );
  board.live(['now 2']);
  board.line('up');
  board.live([]);
  expect(screen).toBe('<[?25lnow 2\n<[1A\r<[J<[?25lup\nnow 2\n<[1A\r<[J<[?25h');
});

test('into a file only lines are written that stay', () => {
  const written: string[] = [];
  const board = new Board((text) => void written.push(text), {
    isLive: false,
    columns: 40,
    isUnicode: false,
  });
  board.live(['now 2']);
  board.line('2 → 3');
  expect(written).toEqual(['2 -> 3\n']);
});
