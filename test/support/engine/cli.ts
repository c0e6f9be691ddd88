import { parseArgs } from 'node:util';
import { acquireEngine, currentEngine } from './engine.ts';
import { exportLines } from './env.ts';
import { withLock } from './lock.ts';
import { EngineProblem, progress } from './progress.ts';
import { defaultSuite, isSuiteName, type SuiteName, suites } from './suites.ts';
import { stopEngine } from './teardown.ts';

const usage = 'usage: npm run -s engine -- up|down|env [--suite bookworm|trixie|sid]';

async function up(suite: SuiteName | undefined): Promise<void> {
  const { env } = await acquireEngine('keep', suite);
  progress('ready; in a shell: eval "$(npm run -s engine -- env)"');
  process.stdout.write(exportLines(env));
}

async function env(suite: SuiteName | undefined): Promise<void> {
  const found = await currentEngine(suite);
  if (!found) throw new EngineProblem('no engine is up; start one with: npm run engine -- up');
  process.stdout.write(exportLines(found));
}

async function down(suite: SuiteName | undefined): Promise<void> {
  const name = suite ?? defaultSuite;
  await withLock(name, () => stopEngine(suites[name]));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { suite: { type: 'string' } },
  });
  const command = { up, env, down }[positionals[0] ?? ''];
  const { suite } = values;
  if (!command || positionals.length > 1 || (suite !== undefined && !isSuiteName(suite))) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  await command(suite);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof EngineProblem)) throw error;
  progress(error.message);
  process.exitCode = 1;
}
