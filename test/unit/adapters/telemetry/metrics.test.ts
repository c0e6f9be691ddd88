import { expect, it } from 'vitest';
import { METRICS, type MetricDefinition } from '../../../../src/adapters/telemetry/metrics.ts';
import { telemetryWith } from './fixtures.ts';

const definitions: readonly MetricDefinition[] = Object.values(METRICS);

it('exports exactly the metrics of the table, each with its help and type', async () => {
  const text = await telemetryWith().telemetry.text();
  const declared = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)].map(
    ([, name, help, type]) => ({ name, help, type }),
  );
  expect(declared).toEqual(definitions.map(({ name, help, type }) => ({ name, help, type })));
});

it.each(definitions)('$name is named as Prometheus advises', ({ name, type, help, labels }) => {
  expect(name).toMatch(/^(autoscaler|process)_[a-z]+(_[a-z]+)*$/);
  expect(name.endsWith('_total')).toBe(type === 'counter');
  if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  expect(help).toMatch(/^[A-Z].*\.$/);
  for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
});
