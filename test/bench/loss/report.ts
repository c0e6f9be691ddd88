import { type BenchAim, type BenchReport, type BenchRow, median, rounded } from '../bench.ts';
import type { Block } from './block.ts';
import { type Counts, KINDS, lostOf, TIMED_KINDS, together } from './count.ts';
import { latencyRows, ratioOf } from './latency-report.ts';
import { FROM, TO } from './stack.ts';

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
        title: 'Latency ÷ at rest in the same round, median of rounds; lost ones have none',
        rows: TIMED_KINDS.flatMap((kind) =>
          groups.flatMap((group) => latencyRows({ kind, ...nameOf(group) }, kind, group)),
        ),
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
    'GET, 20 ms of work': of('GET, 20 ms of work'),
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

function aimsOf(own: readonly Group[], blocks: readonly Block[]): readonly BenchAim[] {
  const lost = sum(own, (group) => allOf(group).lost);
  const requests = allOf(blocks).sent;
  const fewest = Math.min(...own.map((group) => sum(group, ({ cycles }) => cycles)));
  const doubled = sum(own.flat(), ({ ledger }) => ledger.doubled);
  const p99 = TIMED_KINDS.flatMap((kind) =>
    own.map((group) => {
      const ratio = rounded(ratioOf(group, kind, 'scaling up and down', 'p99') ?? Number.NaN);
      const aim = `${nameOf(group).balancer}, ${kind}: p99 while scaling at most 1.1 × at rest`;
      return { aim, measured: ratio, met: ratio <= 1.1 };
    }),
  );
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
