import { describe, expect, it } from 'vitest';
import { METRICS, type MetricDefinition } from '../../../src/adapters/telemetry/metrics.ts';
import { readReference, rowsOf } from './reference.ts';

const page = readReference('metrics.md');
const tables = rowsOf(page.slice(0, page.indexOf('## Questions')));
const definitions: readonly MetricDefinition[] = Object.values(METRICS);

describe('docs/reference/metrics.md', () => {
  it('has every metric once, and none that there is not', () => {
    expect(tables.map(([name]) => name).sort()).toEqual(definitions.map(({ name }) => name).sort());
  });

  it.each(definitions)('has type, labels and meaning of $name', ({ name, type, labels, help }) => {
    expect(tables.find(([named]) => named === name)).toEqual([name, type, labels.join(', '), help]);
  });

  it('asks its questions of metrics and labels that there are', () => {
    const questions = page.slice(page.indexOf('## Questions'));
    const asked = new Set(questions.match(/autoscaler_\w+/g));
    const exported = definitions.flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`] : [name],
    );
    expect(asked.size).toBeGreaterThan(5);
    expect([...asked].filter((name) => !exported.includes(name))).toEqual([]);
  });
});
