/** A line of a panel: what Prometheus is asked, and how the answer is named. */
export interface Query {
  readonly expr: string;
  /** With `{{label}}` placeholders. */
  readonly legend: string;
}

/** Units as Grafana names them. */
export type Unit = 'short' | 'reqps' | 's' | 'ms' | 'bytes' | 'percent' | 'percentunit' | 'none' | 'binBps';

/** One panel. Widths are in twenty-fourths of the page, heights in Grafana's rows. */
export interface Panel {
  readonly title: string;
  /** One sentence that says how to read it. */
  readonly description: string;
  readonly kind: 'timeseries' | 'stat' | 'bargauge';
  readonly unit: Unit;
  readonly width: 4 | 6 | 8 | 12 | 24;
  readonly queries: readonly Query[];
  /** Lines become steps: for counts that jump. */
  readonly isStepped?: boolean;
  /** From these values on the number turns orange and red. */
  readonly limits?: { readonly warn: number; readonly alarm: number };
}

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const PAGE_WIDTH = 24;
const HEIGHTS = { timeseries: 8, stat: 4, bargauge: 8 } as const;
const DATASOURCE = { type: 'prometheus', uid: 'prometheus' };

/** Lays rows out from the top, each with its heading, and gives panels their numbers. */
export function layOut(rows: readonly Row[]): readonly object[] {
  const laid: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    laid.push({
      id: laid.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: PAGE_WIDTH, h: 1 },
    });
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const panel of panels) {
      if (x + panel.width > PAGE_WIDTH) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      const h = HEIGHTS[panel.kind];
      laid.push(panelJson(panel, laid.length + 1, { x, y, w: panel.width, h }));
      x += panel.width;
      lineHeight = Math.max(lineHeight, h);
    }
    y += lineHeight;
  }
  return laid;
}

function panelJson(panel: Panel, id: number, gridPos: object): object {
  return {
    id,
    type: panel.kind,
    title: panel.title,
    description: panel.description,
    datasource: DATASOURCE,
    gridPos,
    targets: panel.queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      ...(panel.kind === 'timeseries' ? { range: true } : { instant: true, range: false }),
    })),
    fieldConfig: {
      defaults: { unit: panel.unit, min: 0, ...drawing(panel), ...colours(panel) },
      overrides: [],
    },
    options: optionsOf(panel),
  };
}

function drawing({ kind, isStepped }: Panel): object {
  if (kind !== 'timeseries') return {};
  return {
    custom: {
      lineWidth: 2,
      fillOpacity: isStepped ? 0 : 8,
      showPoints: 'never',
      lineInterpolation: isStepped ? 'stepAfter' : 'linear',
    },
  };
}

function colours({ limits }: Panel): object {
  if (limits === undefined) return {};
  const steps = [
    { color: 'green', value: null },
    { color: 'orange', value: limits.warn },
    { color: 'red', value: limits.alarm },
  ];
  return { thresholds: { mode: 'absolute', steps }, color: { mode: 'thresholds' } };
}

function optionsOf({ kind }: Panel): object {
  switch (kind) {
    case 'timeseries':
      return {
        legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
    case 'stat':
      return { colorMode: 'value', graphMode: 'area', reduceOptions: { calcs: ['lastNotNull'] } };
    case 'bargauge':
      return {
        displayMode: 'basic',
        orientation: 'horizontal',
        showUnfilled: true,
        reduceOptions: { calcs: ['lastNotNull'] },
      };
  }
}
