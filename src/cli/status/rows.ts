import { formatLimit, formatValue } from '../../core/format.ts';
import { sparkline } from '../terminal/sparkline.ts';
import type { Cell, Row } from './grid.ts';
import type { MetricStatus, ServiceStatus, Trend } from './report.ts';

/** What the columns are, with room for so many columns of bars. */
export function headerRow(bars: number, { stepSeconds, values }: Trend): Row {
  const minutes = Math.round((Math.min(bars, values.length) * stepSeconds) / 60);
  const span = bars === 0 ? '' : `${minutes} MIN`.padEnd(bars);
  const titles = ['SERVICE', 'NOW', 'LIMITS', span, 'CARRIED BY'];
  return titles.map((text) => ({ text, tone: 'faint' }));
}

/** A service's replicas in one row. */
export function serviceRow(service: ServiceStatus, bars: number): Row {
  const { replicas, balancer, desired, trend } = service;
  const { current, ready, min, max } = replicas;
  const isShort = ready < current || current < min;
  const wish = desired === current ? '' : `, wants ${desired}`;
  return [
    { text: `${service.project}/${service.service}`, tone: 'strong' },
    {
      text: `${ready === current ? current : `${ready}/${current}`} ready${wish}`,
      tone: isShort ? 'warning' : 'good',
    },
    { text: `${min}–${max}` },
    { text: sparkline(trend.values, bars), tone: 'accent' },
    carrier(balancer, ready),
  ];
}

function carrier({ kind, inRotation, fault }: ServiceStatus['balancer'], ready: number): Cell {
  if (kind === 'none') return { text: 'no balancer', tone: 'faint' };
  if (fault !== undefined) return { text: `${kind}: fault`, tone: 'bad' };
  const text = inRotation === ready ? kind : `${kind} (${inRotation})`;
  return { text, ...(inRotation === ready ? {} : { tone: 'warning' }) };
}

/** A metric beside its thresholds or its target. */
export function metricRow(metric: MetricStatus, current: number, bars: number): Row {
  const { name, value, asks, trend } = metric;
  const isOver = asks !== null && asks > current;
  const tone = value === null ? 'bad' : isOver ? 'warning' : undefined;
  const asked = asks === null || asks === current ? '' : `asks for ${asks}`;
  return [
    { text: `  ${name}` },
    { text: value === null ? 'no value' : valueText(metric, value, current), ...(tone ? { tone } : {}) },
    { text: limits(metric) },
    { text: sparkline(trend.values, bars), tone: 'faint' },
    { text: asked, ...(isOver ? { tone: 'warning' } : {}) },
  ];
}

/** As it is compared: with a target per replica. */
function valueText({ rule, aggregate, unit }: MetricStatus, value: number, current: number): string {
  const isShared = rule.target !== null && aggregate === 'total';
  return isShared ? `${formatValue(value / Math.max(1, current), unit)} each` : formatValue(value, unit);
}

function limits({ rule: { above, below, target }, unit }: MetricStatus): string {
  if (target !== null) return `target ${formatLimit(target, unit)}`;
  const parts = [
    below === null ? [] : `down < ${formatLimit(below, unit)}`,
    above === null ? [] : `up > ${formatLimit(above, unit)}`,
  ];
  return parts.flat().join(', ');
}
