import { layOut, type Row } from './panel.ts';

/** A dashboard of Grafana, before it is laid out. */
export interface Dashboard {
  /** Its file's name and its address in Grafana. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** What can be chosen at the top: each a label of a metric. */
  readonly choices: readonly Choice[];
  readonly rows: readonly Row[];
  /** Marks on the time axis: whenever the expression is not 0. */
  readonly marks: readonly { readonly name: string; readonly expr: string; readonly colour: string }[];
}

/** A variable of a dashboard. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  /** The series whose values of label `of` are offered. */
  readonly series: string;
  readonly of: string;
}

const DATASOURCE = { type: 'prometheus', uid: 'prometheus' };

/** The dashboard as Grafana reads it; the same input gives the same bytes. */
export function dashboardText(dashboard: Dashboard): string {
  const json = {
    uid: dashboard.uid,
    title: dashboard.title,
    description: dashboard.description,
    tags: ['compose-autoscaler'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '5s',
    time: { from: 'now-30m', to: 'now' },
    timezone: 'browser',
    links: [
      {
        type: 'dashboards',
        title: 'Autoscaler',
        tags: ['compose-autoscaler'],
        keepTime: true,
        includeVars: true,
      },
    ],
    templating: { list: dashboard.choices.map(choiceJson) },
    annotations: {
      list: dashboard.marks.map(({ name, expr, colour }) => ({
        name,
        expr,
        datasource: DATASOURCE,
        enable: true,
        iconColor: colour,
        titleFormat: name,
        textFormat: '{{service}}',
        step: '5s',
      })),
    },
    panels: layOut(dashboard.rows),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function choiceJson({ name, label, series, of }: Choice): object {
  return {
    type: 'query',
    name,
    label,
    datasource: DATASOURCE,
    query: { query: `label_values(${series}, ${of})`, refId: name },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
  };
}
