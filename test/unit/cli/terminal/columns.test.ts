import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cut, padEnd, padStart, wrap } from '../../../../src/cli/terminal/columns.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '웹', 'é', '👩‍🚀', '–'), maxLength: 60 });

describe('text in columns', () => {
  it('is cut by what it takes on the screen', () => {
    expect(cut('shop/web', 8)).toBe('shop/web');
    expect(cut('shop/web', 6)).toBe('shop/…');
    expect(cut('서비스', 5)).toBe('서비…');
    expect(cut('서비스', 4)).toBe('서…');
    expect(cut('x', 0)).toBe('');
  });

  it('is filled up', () => {
    expect([padEnd('웹', 4), padStart('웹', 4), padEnd('long', 2)]).toEqual(['웹  ', '  웹', 'long']);
  });

  it('is broken between words', () => {
    expect(wrap('held at 4: cpu is 82 %', 10)).toEqual(['held at 4:', 'cpu is 82', '%']);
    expect(wrap('averylongword it is', 6)).toEqual(['averyl', 'ongwor', 'd it', 'is']);
  });

  it('never gets wider than asked, and loses nothing in breaking', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
        expect(stringWidth(cut(text, width))).toBeLessThanOrEqual(width);
        const lines = wrap(text, width);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
