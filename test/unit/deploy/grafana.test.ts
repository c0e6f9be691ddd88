import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dashboardText } from '../../../deploy/grafana/source/dashboard.ts';
import { DASHBOARDS } from '../../../deploy/grafana/source/dashboards.ts';
import { METRICS, type MetricDefinition } from '../../../src/adapters/telemetry/metrics.ts';

const FOLDER = new URL('../../../deploy/grafana/dashboards/', import.meta.url);

describe('the dashboards', () => {
  it('are the ones that are provisioned, and no other', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(DASHBOARDS.map(({ uid }) => `${uid}.json`).sort());
  });

  it.each(DASHBOARDS)('$title is written as it is defined: npm run dashboards', (dashboard) => {
    expect(readFileSync(new URL(`${dashboard.uid}.json`, FOLDER), 'utf8')).toBe(dashboardText(dashboard));
  });

  it.each(DASHBOARDS)('$title has panels that lie beside each other, not on each other', (dashboard) => {
    const { panels } = JSON.parse(dashboardText(dashboard)) as { readonly panels: readonly Placed[] };
    const taken = new Set<string>();
    for (const { gridPos } of panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(x).toBeLessThan(24);
          expect(taken).not.toContain(`${x} ${y}`);
          taken.add(`${x} ${y}`);
        }
  });

  it('draw every metric of the controller that the alerts and people ask for', () => {
    const asked = DASHBOARDS.flatMap(({ rows }) =>
      rows.flatMap(({ panels }) => panels.flatMap((p) => p.queries)),
    )
      .map(({ expr }) => expr)
      .join('\n');
    const definitions: readonly MetricDefinition[] = Object.values(METRICS);
    const known = new Set(definitions.flatMap(({ name }) => [name, `${name}_bucket`]));
    const unknown = [...asked.matchAll(/\bautoscaler_\w+/g)].filter(([name]) => !known.has(name));
    expect(unknown).toEqual([]);
  });
});

interface Placed {
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}
