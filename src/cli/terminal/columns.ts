import stringWidth from 'string-width';

const SEGMENTER = new Intl.Segmenter();

/** Filled up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** Filled up to `width` columns from the left. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
}

/** No wider than `width` columns; what is cut ends in `…`. Of a text without colours. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of SEGMENTER.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** The text in lines no wider than `width` columns, broken between words where that is possible. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word that is wider than a line, in pieces that are not. */
function pieces(word: string, width: number): readonly string[] {
  if (stringWidth(word) <= width) return [word];
  const found: string[] = [''];
  for (const { segment } of SEGMENTER.segment(word)) {
    const last = found.at(-1) ?? '';
    if (last !== '' && stringWidth(last + segment) > width) found.push(segment);
    else found[found.length - 1] = last + segment;
  }
  return found;
}
