import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderChart } from '../../demo/chart.ts';

const points = [20, 20, 60, 120, 200, 230, 230, 180, 20, 20].map((requests, i) => ({
  requests,
  failed: i === 5 ? 2 : 0,
  replicas: [2, 2, 2, 2, 3, 4, 4, 4, 3, 2][i],
}));

test('requests, failures and replicas over time', () => {
  expect(renderChart(points, { columns: 80, isUnicode: true })).toEqual(
    [
      'requests per second',
      '  250 ┤     ▄▄',
      '      ┤    ▆██▃',
      '      ┤    ████',
      '      ┤   ▇████',
      '      ┤  ▄█████',
      '      ┤▄▄██████▄▄',
      'failed requests per second',
      '    2 ┤     █',
      '    1 ┤     █',
      'replicas',
      '    4 ┤     ███',
      '    3 ┤    █████',
      '    2 ┤██████████',
      '    1 ┤██████████',
      '       0 s       ',
    ].map((line) => line.trimEnd()),
  );
});

test('the same in ASCII, for terminals that show nothing else', () => {
  const lines = renderChart(points, { columns: 80, isUnicode: false });
  expect(lines.join('\n')).toMatch(/^[\n -~]*$/);
  expect(lines).toContain('    2 |##########');
});

test('without a failure one dotted line says so', () => {
  const lines = renderChart(
    points.map((point) => ({ ...point, failed: 0 })),
    { columns: 80, isUnicode: true },
  );
  expect(lines).toContain('    0 ┤··········');
});

test('no line is wider than the terminal, and no failure gets lost in a narrow one', () => {
  const point = fc.record({
    requests: fc.integer({ min: 0, max: 3000 }),
    failed: fc.integer({ min: 0, max: 3 }),
    replicas: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 40, max: 120 }),
      fc.boolean(),
      (some, columns, isUnicode) => {
        const lines = renderChart(some, { columns, isUnicode });
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        const failures = lines.slice(
          lines.indexOf('failed requests per second') + 1,
          lines.indexOf('replicas'),
        );
        const cells = failures.map((line) => line.slice(7)).join('');
        expect(/[^ ·.]/.test(isUnicode ? cells : cells.replaceAll(':', '#'))).toBe(
          some.some((p) => p.failed > 0),
        );
      },
    ),
  );
});

test('nothing seen is nothing drawn', () => {
  expect(renderChart([], { columns: 80, isUnicode: true })).toEqual([]);
});
