import { spawnSync } from 'node:child_process';
import { privateEnv } from './private-engine.ts';
import { progress } from './progress.ts';
import { suiteNames } from './suites.ts';

const args = process.argv.slice(2);
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...(args.length > 0 ? args : ['--project', 'e2e'])];

// A DOCKER_HOST that names a private engine starts that one, and stops it again.
const failed = suiteNames.filter((suite) => {
  progress(`tests on the engine of ${suite}…`);
  const env = { ...process.env, DOCKER_HOST: privateEnv(suite).DOCKER_HOST };
  const { status } = spawnSync(process.execPath, ['test/support/run-with-engine.ts', ...vitest], {
    stdio: 'inherit',
    env,
  });
  return status !== 0;
});
progress(failed.length === 0 ? 'passed on every engine' : `failed on: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
