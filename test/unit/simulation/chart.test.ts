import { describe, expect, it } from 'vitest';
import { Capacity } from '../../../src/simulation/capacity.ts';
import { binsOf } from '../../../src/simulation/chart/bins.ts';
import { chart } from '../../../src/simulation/chart/chart.ts';
import { escapeText } from '../../../src/simulation/chart/svg.ts';
import { timeTicks, valueTicks } from '../../../src/simulation/chart/ticks.ts';
import { REFERENCE_PLANT } from '../../../src/simulation/plant-options.ts';

const labels = (ticks: readonly { readonly label: string }[]) => ticks.map(({ label }) => label);

describe('ticks', () => {
  it.each([
    [1520, ['0', '500', '1000', '1500', '2000']],
    [40, ['0', '10', '20', '30', '40']],
    [0.3, ['0', '0.25', '0.5']],
    [0, ['0', '0.25']],
  ])('of values up to %d are round', (top, expected) => {
    expect(labels(valueTicks(top))).toEqual(expected);
  });

  it('of times are dates at midnight, hours in between', () => {
    const midnight = Date.UTC(2026, 0, 5) / 1000;
    expect(labels(timeTicks(midnight - 7200, midnight + 7200))).toEqual([
      '22:00',
      '22:30',
      '23:00',
      '23:30',
      '5 Jan',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
    ]);
    expect(labels(timeTicks(midnight, midnight + 7 * 86_400))).toHaveLength(8);
  });
});

describe('columns', () => {
  const load = { startMs: 0, arrivals: Int32Array.from([99, 99, 100, 300, 50, 0, 0]), scoredFrom: 2 };
  const ready = Int32Array.from([1, 1, 1, 2, 3, 1, 1]);
  const overSlo = Uint8Array.from([1, 1, 0, 1, 0, 1, 1]);
  const run = { desired: ready, running: ready, ready, overSlo };

  it('hold mean and highest load, what can be carried, and the share of missed requests', () => {
    const [first, second, ...others] = binsOf(load, run, new Capacity(REFERENCE_PLANT), 5, 2);
    expect(first).toEqual({ load: 40, peak: 60, capacity: (38 + 76) / 2, missed: 0.75 });
    expect(second?.load).toBeCloseTo(50 / 15);
    expect(second?.missed).toBe(0);
    expect(others).toEqual([]);
  });

  it('are no more than there are steps', () => {
    expect(binsOf(load, run, new Capacity(REFERENCE_PLANT), 5, 400)).toHaveLength(5);
  });
});

describe('the chart', () => {
  const bin = { load: 100, peak: 150, capacity: 190, missed: 0 };
  const input = { title: 'a <b> & "c"', facts: 'facts', from: 0, to: 86_400, perReplica: 38 };
  const svg = chart({ ...input, bins: [bin, { ...bin, missed: 0.5 }, { ...bin, missed: 0.01 }] });

  it('is well-formed, with text escaped', () => {
    expect(svg).toContain('<title>a &lt;b&gt; &amp; &quot;c&quot;</title>');
    const opened = [...svg.matchAll(/<(\w+)(?:\s[^>]*[^/])?>/g)].map(([, name]) => name);
    const closed = [...svg.matchAll(/<\/(\w+)>/g)].map(([, name]) => name);
    expect(opened.toSorted()).toEqual(closed.toSorted());
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('names its units, and suits dark pages', () => {
    for (const unit of ['req/s', 'replicas', 'UTC', 'in %']) expect(svg).toContain(unit);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).not.toMatch(/@import|url\(|<image|href/);
  });

  it('marks columns with misses only, slight ones faintly', () => {
    expect(svg.match(/class="shade"/g)).toHaveLength(1);
    expect(svg.match(/class="shade slight"/g)).toHaveLength(1);
  });
});

it('leaves out characters that XML forbids', () => {
  expect(escapeText('a\u0000b\u0007c\nd')).toBe('abc\nd');
});
