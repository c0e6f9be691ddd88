import type { Comparison } from './compare.ts';

type Measure = 'coverage' | 'pinball' | 'error';

const MEASURES: readonly { readonly measure: Measure; readonly title: string; readonly digits: number }[] = [
  { measure: 'coverage', title: 'Covered by the bound, in % of the load (95 wanted)', digits: 1 },
  { measure: 'pinball', title: 'Pinball loss of the bound at .95, in % of the mean load', digits: 2 },
  { measure: 'error', title: 'Mean error of the point forecast, in % of the mean load', digits: 1 },
];

/** The comparisons as a page of the documentation: a summary, then trace by trace. */
export function forecastMarkdown(comparisons: readonly Comparison[], what: string): string {
  const horizons = [...new Set(comparisons.map(({ minutes }) => minutes))];
  const tables = horizons.flatMap((minutes) => {
    const cases = comparisons.filter((comparison) => comparison.minutes === minutes);
    return MEASURES.map(({ measure, title, digits }) => {
      return `## ${minutes} min: ${title}\n\n${table(cases, measure, digits)}`;
    });
  });
  return [
    '# Forecast\n',
    `${what} Written by \`npm run bench -- forecast --write docs\`.`,
    'The first three tenths of a trace are history. Ours is the product’s own code; the bound of each other method is its',
    'forecast times what 95 % of its residuals (actual ÷ forecast) of the last two days were at most. Holt-Winters works on',
    'logarithms, its pace fitted to the history. Bold: the least.\n',
    tables.join('\n'),
  ].join('\n');
}

function table(cases: readonly Comparison[], measure: Measure, digits: number): string {
  const names = cases[0]?.scores.map(({ name }) => name) ?? [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const cells = (values: readonly number[]) => {
    const shown = values.map((value) => (100 * value).toFixed(digits));
    if (measure === 'coverage') return shown;
    const least = Math.min(...shown.map(Number));
    return shown.map((text) => (Number(text) === least ? `**${text}**` : text));
  };
  const rows = cases.map(({ trace, scores }) => line([trace, ...cells(scores.map((each) => each[measure]))]));
  const means = names.map((_, index) => {
    return cases.reduce((sum, { scores }) => sum + (scores[index]?.[measure] ?? 0), 0) / cases.length;
  });
  const head = ['trace', ...names];
  return [line(head), line(head.map(() => '---')), ...rows, line(['**mean**', ...cells(means)])].join('');
}
