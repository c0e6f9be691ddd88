import { serviceKey } from '../../core/policy.ts';
import { formatJson } from '../output.ts';
import type { Style, Tone } from '../terminal/style.ts';
import type { Entry } from './entries.ts';
import { type Outcome, outcomeOf } from './filter.ts';
import type { HistoryPage } from './page.ts';
import { sentenceOf } from './sentence.ts';

const TONES: Readonly<Partial<Record<Outcome, Tone>>> = {
  up: 'good',
  down: 'accent',
  failed: 'bad',
  undone: 'bad',
  'partly-done': 'warning',
  interrupted: 'warning',
  hold: 'faint',
};

/** A line an entry: when, of what, and what. */
export function historyText({ entries }: HistoryPage, style: Style): string {
  const line = (entry: Entry) => {
    const outcome = outcomeOf(entry);
    const tone = entry.kind === 'change' ? 'strong' : outcome && TONES[outcome];
    const text = `${entry.kind === 'step' ? '  ' : ''}${sentenceOf(entry)}`;
    const when = style('faint', iso(entry.at));
    return `${when} ${serviceKey(entry.ref)} ${tone ? style(tone, text) : text}\n`;
  };
  return entries.map(line).join('');
}

/** One document. */
export function historyJson({ entries, older }: HistoryPage): string {
  return formatJson({ entries: entries.map(toJson), older: older ?? null });
}

const CSV_HEADER = 'at,project,service,kind,from,to,outcome,who,text';

/** RFC 4180. */
export function historyCsv({ entries }: HistoryPage): string {
  const rows = entries.map((entry) => {
    const { from = '', to = '' } = countsOf(entry);
    const { project, service } = entry.ref;
    const who = entry.kind === 'change' ? entry.change.by : '';
    const kind = entry.kind === 'step' ? entry.step.event.kind : entry.kind;
    const cells = [
      iso(entry.at),
      project,
      service,
      kind,
      from,
      to,
      outcomeOf(entry) ?? '',
      who,
      sentenceOf(entry),
    ];
    return cells.map(csvCell).join(',');
  });
  return [CSV_HEADER, ...rows, ''].join('\r\n');
}

function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function countsOf(entry: Entry): { readonly from?: number; readonly to?: number } {
  if (entry.kind === 'decision') return entry.decided.decision;
  if (entry.kind === 'change')
    return entry.change.change.kind === 'scale' ? { to: entry.change.change.replicas } : {};
  const { event } = entry.step;
  if (event.kind === 'plan-started') return event.plan;
  return event.kind === 'plan-ended' ? { to: event.to } : {};
}

function toJson(entry: Entry): object {
  const head = { at: iso(entry.at), ...entry.ref };
  switch (entry.kind) {
    case 'step':
      return { ...head, ...entry.step.event };
    case 'decision': {
      const { decision, lastAt, ticks } = entry.decided;
      const { action, from, to, reasons } = decision;
      return { ...head, kind: 'decision', action, from, to, reasons, lastAt: iso(lastAt), ticks };
    }
    case 'change': {
      const { by, change, outcome = null } = entry.change;
      const until = 'until' in change && change.until !== undefined ? { until: iso(change.until) } : {};
      return { ...head, by, ...change, ...until, kind: 'change', change: change.kind, outcome };
    }
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
