import { type BenchAim, type BenchReport, type BenchRow, median, rounded } from '../bench.ts';
import { type Block, FROM, type Phase, TO } from './block.ts';
import { type Counts, KINDS, lostOf, together } from './count.ts';

const PHASES = ['scaling', 'up', 'down'] as const satisfies readonly Phase[];
const SHARES = { p50: 'p50', p99: 'p99', 'p99.9': 'p999' } as const;
const GOAL = 1_000_000;
const CYCLES = 50;

/** The tables and aims of the blocks that were run. */
export function lossReport(blocks: readonly Block[]): BenchReport {
  const groups = [...Map.groupBy(blocks, ({ contender }) => contender).values()];
  const own = groups.filter(([first]) => first?.contender.isOurs);
  const rows = groups.map(rowOf);
  return {
    name: 'loss',
    what: `Requests lost, counted by their clients, while ${FROM} → ${TO} → ${FROM} replicas are scaled again and again; every kind of request all the time; replicas leave at once on SIGTERM. A request is lost without a whole good answer; nothing is sent twice. The contenders take turns.`,
    rows,
    more: [
      { title: 'Lost of sent, by kind of request', rows: KINDS.map((kind) => kindRow(kind, groups)) },
      { title: 'How requests were lost', rows: groups.map(failureRow) },
      {
        title: 'Latency of plain GETs while scaling ÷ at rest, median of rounds',
        rows: own.flatMap(latencyRows),
      },
    ],
    aims: aimsOf(own, blocks),
  };
}

type Group = readonly Block[];

function nameOf([first]: Group): { readonly contender: string; readonly balancer: string } {
  return { contender: first?.contender.name ?? '', balancer: first?.contender.balancer ?? '' };
}

function countsOf(group: Group): Counts {
  const of = (kind: (typeof KINDS)[number]) => together(group.map(({ counts }) => counts[kind]));
  return {
    GET: of('GET'),
    POST: of('POST'),
    'GET, new connection': of('GET, new connection'),
    'POST, new connection': of('POST, new connection'),
    '5 s request': of('5 s request'),
    stream: of('stream'),
    WebSocket: of('WebSocket'),
  };
}

function allOf(group: Group): { readonly sent: number; readonly lost: number } {
  const all = together(Object.values(countsOf(group)));
  return { sent: all.sent, lost: lostOf(all) };
}

function rowOf(group: Group): BenchRow {
  const { sent, lost } = allOf(group);
  return {
    ...nameOf(group),
    cycles: sum(group, ({ cycles }) => cycles),
    requests: sent,
    lost,
    'lost per cycle': rounded(lost / sum(group, ({ cycles }) => cycles)),
    'POSTs done twice': sum(group, ({ ledger }) => ledger.doubled),
    'median s up': seconds(group.flatMap(({ upMs }) => upMs)),
    'median s down': seconds(group.flatMap(({ downMs }) => downMs)),
  };
}

function kindRow(kind: (typeof KINDS)[number], groups: readonly Group[]): BenchRow {
  const cells = groups.map((group) => {
    const count = countsOf(group)[kind];
    const { contender, balancer } = nameOf(group);
    return [`${contender} (${balancer})`, `${lostOf(count)} of ${count.sent}`];
  });
  return { kind, ...Object.fromEntries(cells) };
}

function failureRow(group: Group): BenchRow {
  const { failures } = together(Object.values(countsOf(group)));
  const said = Object.entries(failures)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count} × ${kind}`);
  return { ...nameOf(group), how: said.join(', ') || 'none' };
}

/** One row for scaling as a whole and for each direction. */
function latencyRows(group: Group): readonly BenchRow[] {
  return PHASES.map((phase) => {
    const ratios = Object.entries(SHARES).map(([name, share]) => [
      `${name} ÷`,
      rounded(latencyRatio(group, phase, share)),
    ]);
    const rest = Object.entries(SHARES).map(([name, share]) => [
      `${name} at rest, ms`,
      rounded(median(group.map((block) => latencyOf(block, 'rest', share)))),
    ]);
    return { ...nameOf(group), while: phase, ...Object.fromEntries([...ratios, ...rest]) };
  });
}

type Share = (typeof SHARES)[keyof typeof SHARES];

function latencyOf({ phases }: Block, name: Phase, share: Share): number {
  const phase = phases.find((each) => each.name === name);
  if (phase === undefined) throw new Error(`the phase ${name} was not measured`);
  return phase.latency[share];
}

function latencyRatio(group: Group, phase: Phase, share: Share): number {
  return median(group.map((block) => latencyOf(block, phase, share) / latencyOf(block, 'rest', share)));
}

function aimsOf(own: readonly Group[], blocks: readonly Block[]): readonly BenchAim[] {
  const lost = sum(own, (group) => allOf(group).lost);
  const requests = allOf(blocks).sent;
  const fewest = Math.min(...own.map((group) => sum(group, ({ cycles }) => cycles)));
  const doubled = sum(own.flat(), ({ ledger }) => ledger.doubled);
  const p99 = own.map((group) => {
    const ratio = rounded(latencyRatio(group, 'scaling', 'p99'));
    const aim = `${nameOf(group).balancer}: p99 while scaling at most 1.1 × at rest`;
    return { aim, measured: ratio, met: ratio <= 1.1 };
  });
  return [
    { aim: 'ours lose no request', measured: lost, met: lost === 0 },
    { aim: 'no POST is executed twice behind ours', measured: doubled, met: doubled === 0 },
    {
      aim: `at least ${CYCLES} up-down cycles of ours per balancer`,
      measured: fewest,
      met: fewest >= CYCLES,
    },
    { aim: `at least ${GOAL} requests in all`, measured: requests, met: requests >= GOAL },
    ...p99,
  ];
}

function seconds(ms: readonly number[]): number {
  return rounded(median(ms) / 1000, 1);
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
