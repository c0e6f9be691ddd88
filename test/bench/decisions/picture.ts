import { element, escapeText } from '../../../src/simulation/chart/svg.ts';
import type { JobResult } from './job.ts';

const ROW = 24;
const TOP = 96;
const LEFT = 300;
const RIGHT = 960;
const WIDTH = 1000;
const LOWEST = 1;
const HIGHEST = 2;
const TICKS = [1, 1.1, 1.2, 1.4, 1.6, 1.8, 2];
const STYLE =
  'text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#61707f}.title{font-size:17px;font-weight:600;fill:#1f2933}.back{fill:#fff}.grid{stroke:#e4e9ee}.rival{fill:#98a6b4}.best{fill:#61707f}.ours{fill:#0b7a5b}.missed{fill:#fff;stroke:#d1362b;stroke-width:2}.span{stroke:#c9d2da;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#98a6b4}.title{fill:#e8edf2}.back{fill:#14191f}.grid{stroke:#2a323b}.rival{fill:#61707f}.best{fill:#98a6b4}.ours{fill:#3fcf9f}.missed{fill:#14191f;stroke:#ff7166}.span{stroke:#3a444e}}';

/** Each trace as a line: the default as a large dot, every other autoscaler that keeps 1 % as a small one. */
export function picture(results: readonly JobResult[]): string {
  const startUps = [...new Set(results.map(({ startUpSeconds }) => startUpSeconds))];
  const startUp = startUps.includes(30) ? 30 : startUps[0];
  const cases = results.filter(({ startUpSeconds }) => startUpSeconds === startUp);
  const height = TOP + cases.length * ROW + 40;
  const title = `Cost ÷ best possible at ≤ 1 % of requests over the SLO, start-up ${startUp} s`;
  const parts = [
    element('title', {}, escapeText(title)),
    element('style', {}, STYLE),
    element('rect', { class: 'back', width: WIDTH, height }),
    text(24, 34, title, 'title'),
    dot(30, 57, 6, 'ours', 'default'),
    text(42, 61, 'zero-tuning default'),
    dot(186, 57, 5, 'missed', 'default over 1 %'),
    text(198, 61, 'default, over 1 %'),
    dot(326, 57, 4, 'rival', 'others'),
    text(336, 61, 'every other autoscaler, tuned on this very trace; at the right edge: 2 or more'),
    ...TICKS.flatMap((value) => [
      element('line', { class: 'grid', x1: x(value), x2: x(value), y1: TOP - 12, y2: height - 28 }),
      text(x(value), height - 12, `${value}×`, '', 'middle'),
    ]),
    ...cases.flatMap((result, index) => row(result, TOP + index * ROW)),
  ];
  const size = { viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height };
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', role: 'img', ...size }, ...parts)}\n`;
}

function row({ trace, shape, ours, rivals }: JobResult, y: number): readonly string[] {
  const kept = rivals.flatMap(({ name, swept: [best] }) => (best === undefined ? [] : [{ name, ...best }]));
  const costs = [...kept.map(({ cost }) => cost), ours.cost];
  const span = { x1: x(Math.min(...costs)), x2: x(Math.max(...costs)), y1: y, y2: y };
  return [
    text(24, y + 4, trace.length > 30 ? `${trace.slice(0, 29)}…` : trace),
    text(LEFT - 16, y + 4, shape, '', 'end'),
    element('line', { class: 'span', ...span }),
    ...kept.map(({ name, cost }) => dot(x(cost), y, 4, 'rival', `${name} ${cost.toFixed(3)}`)),
    ours.missPercent <= 1
      ? dot(x(ours.cost), y, 6, 'ours', `default ${ours.cost.toFixed(3)}`)
      : dot(
          x(ours.cost),
          y,
          5,
          'missed',
          `default ${ours.cost.toFixed(3)}, ${ours.missPercent.toFixed(2)} % over`,
        ),
  ];
}

/** Logarithmic, so that 1.1 and 1.2 lie as far apart as 2 and 2.2 would. */
function x(cost: number): number {
  const share = Math.log(Math.min(HIGHEST, Math.max(LOWEST, cost))) / Math.log(HIGHEST);
  return LEFT + share * (RIGHT - LEFT);
}

function dot(cx: number, cy: number, r: number, kind: string, name: string): string {
  return element('circle', { cx, cy, r, class: kind }, element('title', {}, escapeText(name)));
}

function text(left: number, top: number, words: string, kind = '', anchor = 'start'): string {
  return element('text', { x: left, y: top, class: kind, 'text-anchor': anchor }, escapeText(words));
}
