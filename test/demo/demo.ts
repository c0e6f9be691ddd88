import { shippedStack } from '../support/stack/shipped-stack.ts';
import { Board } from './board.ts';
import { conclude, showLogs } from './ending.ts';
import { type Played, play } from './play.ts';
import type { Scene } from './scene.ts';
import { SCRIPT } from './script.ts';
import { startUp } from './start-up.ts';
import { Steps } from './steps.ts';
import { traitsOf } from './terminal.ts';
import { judge } from './verdict.ts';

const startedAt = performance.now();
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => interruption.abort(new Error(`interrupted by ${name}`)));

async function perform(scene: Scene): Promise<Played | undefined> {
  const { board, signal } = scene;
  try {
    await startUp(scene);
    const played = await play(scene);
    if (judge(SCRIPT, played.moments, played.report).some(({ holds }) => !holds)) await showLogs(scene);
    return played;
  } catch (error) {
    if (signal.aborted) {
      board.line('interrupted; cleaning up, please wait…');
      return undefined;
    }
    board.line(`the demo failed: ${error instanceof Error ? error.message : String(error)}`, 2);
    await showLogs(scene);
    return undefined;
  }
}

async function cleanUp({ stack, board, steps }: Scene): Promise<boolean> {
  try {
    await steps.run(6, 'Cleaning up: containers, networks, volumes, images built here…', () => stack.down());
    return true;
  } catch (error) {
    board.line(`could not clean up: ${error instanceof Error ? error.message : String(error)}`, 2);
    board.line(`to do so: docker compose -p ${stack.project} down --volumes --remove-orphans`);
    return false;
  }
}

async function main(): Promise<number> {
  const board = new Board((text) => process.stdout.write(text), traitsOf(process.stdout, process.env));
  const steps = new Steps(board, 6);
  const stack = await shippedStack({ prefix: 'autoscaler-demo', env: process.env });
  const scene: Scene = { stack, board, steps, script: SCRIPT, signal: interruption.signal };
  const played = await perform(scene);
  const isClean = await cleanUp(scene);
  if (interruption.signal.aborted) return 130;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  return played !== undefined && conclude(scene, played, seconds) && isClean ? 0 : 1;
}

process.exitCode = await main();
