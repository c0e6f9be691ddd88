import { cpus, release } from 'node:os';
import { actuation } from './actuation.ts';
import type { Bench, BenchReport, BenchRow } from './bench.ts';
import { loop } from './loop.ts';

const BENCHES: Readonly<Record<string, Bench>> = { actuation, loop };

function usage(): never {
  const list = Object.entries(BENCHES).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  process.stderr.write(`usage: npm run bench -- <name> [--quick] [--json]\n\n${list.join('\n')}\n`);
  process.exit(2);
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
  return `# ${report.name}\n\n${report.what}\n${machine}\n\n${table(report.rows)}\n${aims.join('')}`;
}

const args = process.argv.slice(2);
const [name = ''] = args.filter((arg) => !arg.startsWith('--'));
const unknown = args.filter((arg) => arg.startsWith('--') && arg !== '--quick' && arg !== '--json');
const bench = BENCHES[name];
if (bench === undefined || unknown.length > 0) usage();

const say = (message: string) => void process.stderr.write(`[bench] ${message}\n`);
const report = await bench.run({ quick: args.includes('--quick'), say });
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Linux ${release()}, Node ${process.version}`;
if (args.includes('--json'))
  process.stdout.write(`${JSON.stringify({ ...report, machine }, undefined, 2)}\n`);
else process.stdout.write(format(report, machine));
