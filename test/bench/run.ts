import { writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { actuation } from './actuation.ts';
import { api } from './api.ts';
import type { Bench, BenchReport, BenchRow } from './bench.ts';
import { dashboard } from './dashboard.ts';
import { decisions } from './decisions.ts';
import { forecast } from './forecast.ts';
import { loop } from './loop.ts';
import { loss } from './loss.ts';
import { replay } from './replay.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  actuation,
  api,
  dashboard,
  loop,
  decisions,
  forecast,
  loss,
  replay,
};

function usage(problem?: string): never {
  const list = Object.entries(BENCHES).flatMap(([name, { summary, flags = {} }]) => [
    `  ${name.padEnd(12)}${summary}`,
    ...Object.entries(flags).map(([flag, value]) => `${' '.repeat(14)}--${flag} ${value}`),
  ]);
  const why = problem === undefined ? '' : `${problem}\n`;
  process.stderr.write(
    `${why}usage: npm run bench -- <name> [--quick] [--json] [--report FILE] [its own flags]\n\n${list.join('\n')}\n`,
  );
  process.exit(2);
}

function parse() {
  try {
    const [name = '', ...args] = process.argv.slice(2);
    const bench = BENCHES[name];
    if (bench === undefined) return usage();
    const own = Object.keys(bench.flags ?? {}).map((flag) => [flag, { type: 'string' }] as const);
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
        report: { type: 'string' },
        ...Object.fromEntries(own),
      },
    });
    const { quick = false, json = false, report: file } = values;
    const flags = Object.fromEntries(
      Object.entries(values).flatMap(([flag, value]) =>
        typeof value === 'string' ? [[flag, value] as const] : [],
      ),
    );
    return { bench, quick: quick === true, json: json === true, file, flags };
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function table(rows: readonly BenchRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |\n`;
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('');
}

function format(report: BenchReport, machine: string): string {
  const aims = report.aims.map((a) => `- ${a.met ? 'met' : 'MISSED'}: ${a.aim}; measured ${a.measured}\n`);
  const more = (report.more ?? []).map(({ title, rows }) => `\n## ${title}\n\n${table(rows)}`);
  return `# ${report.name}\n\n${report.what}\n${machine}\n\n${table(report.rows)}\n${aims.join('')}${more.join('')}`;
}

const { bench, quick, json, file, flags } = parse();
const say = (message: string) => void process.stderr.write(`[bench] ${message}\n`);
const report = await bench.run({ quick, say, flags });
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Linux ${release()}, Node ${process.version}`;
const text = format(report, machine);
if (typeof file === 'string') await writeFile(file, text);
process.stdout.write(json ? `${JSON.stringify({ ...report, machine }, undefined, 2)}\n` : text);
