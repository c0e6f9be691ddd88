import { parseArgs } from 'node:util';
import { stopDaemon } from './daemon.ts';
import { ensureEngine, privateEnv } from './engine.ts';
import { exportLines } from './env.ts';
import { EngineProblem, progress } from './progress.ts';
import { defaultSuite, isSuiteName, suites } from './suites.ts';

const usage = 'usage: npm run -s engine -- up|down|env [--suite bookworm|trixie|sid]';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { suite: { type: 'string' } },
  });
  const [command] = positionals;
  const suite = values.suite;
  if (suite !== undefined && !isSuiteName(suite)) throw new EngineProblem(usage);
  if (command === 'up') process.stdout.write(exportLines(await ensureEngine(suite)));
  else if (command === 'env') process.stdout.write(exportLines(privateEnv(suite ?? defaultSuite)));
  else if (command === 'down') await stopDaemon(suites[suite ?? defaultSuite]);
  else throw new EngineProblem(usage);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof EngineProblem)) throw error;
  progress(error.message);
  process.exitCode = 1;
}
