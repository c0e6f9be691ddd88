import { type BenchReport, rounded } from '../bench.ts';
import type { JobResult } from './job.ts';
import { BUDGETS, type Outcome } from './sweep.ts';

const NONE = '–';

/** The report as a page of the documentation. */
export function markdown(results: readonly JobResult[], { what, aims }: BenchReport): string {
  const startUps = [...new Set(results.map(({ startUpSeconds }) => startUpSeconds))];
  const tables = BUDGETS.flatMap((budget, index) =>
    startUps.map((startUp) => {
      const cases = results.filter(({ startUpSeconds }) => startUpSeconds === startUp);
      return `## At most ${budget} % of requests over the SLO, start-up ${startUp} s\n\n${table(cases, index, budget)}`;
    }),
  );
  const aimed = aims.map(({ aim, met, measured }) => `- ${met ? 'Met' : '**Missed**'}: ${aim}. ${measured}.`);
  return [
    '# Decisions\n',
    `${what} Written by \`npm run bench -- decisions --write docs\`.`,
    'The numbers are multiples of the replica-hours of the best possible, which knows the future and misses nothing;',
    `beside them, changes of the replica count per hour. ${NONE}: more misses than that, with any target.\n`,
    '![Cost of each autoscaler](decisions.svg)\n',
    '## Aims at start-up 5 and 30 s\n',
    `${aimed.join('\n')}\n`,
    tables.join('\n'),
  ].join('\n');
}

function table(cases: readonly JobResult[], index: number, budget: number): string {
  const names = cases[0]?.rivals.map(({ name }) => name) ?? [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const head = [
    'trace',
    'shape',
    'default',
    ...names,
    'over SLO with the default',
    'seeds ±',
    'taken back',
    'best possible acts',
  ];
  const rows = cases.map(({ trace, shape, ours, rivals, oracleActionsPerHour }) =>
    line([
      trace,
      shape,
      `**${cell(ours.missPercent <= budget ? ours : undefined)}**`,
      ...rivals.map(({ swept }) => cell(swept[index])),
      `${ours.missPercent.toFixed(2)} %`,
      (ours.spread / 2).toFixed(3),
      `${rounded(ours.flapsPerHour, 1)}/h`,
      `${rounded(oracleActionsPerHour, 1)}/h`,
    ]),
  );
  return [line(head), line(head.map(() => '---')), ...rows].join('');
}

function cell(outcome: Outcome | undefined): string {
  return outcome === undefined
    ? NONE
    : `${outcome.cost.toFixed(3)} (${rounded(outcome.actionsPerHour, 1)}/h)`;
}
