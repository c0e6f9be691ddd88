import { setTimeout as sleep } from 'node:timers/promises';
import type { ShippedStack } from '../support/stack/shipped-stack.ts';
import { type LogEntry, parseLogLine } from './controller-log.ts';
import { askNumbers } from './controller-numbers.ts';
import type { Scene } from './scene.ts';

const patienceMs = 60_000;

/** Builds and starts the stack. Throws when web is not served, or nothing decided on, in good time. */
export async function startUp({ stack, board, steps, script, signal }: Scene): Promise<void> {
  await steps.run(1, 'Building the images of web and the autoscaler…', () => stack.build(signal));
  const started = `web (${script.least} replicas), HAProxy, Prometheus and the autoscaler`;
  await steps.run(2, `Starting ${started}…`, () => stack.up(signal));
  await steps.run(3, 'Waiting until web is served and the autoscaler decides…', (say) =>
    awaitService(stack, script.least, say, signal),
  );
  const { web, prometheus, autoscaler } = stack.urls;
  board.line(`      ${web} web, ${prometheus} Prometheus,`);
  board.line(`      ${autoscaler}/metrics the autoscaler`);
}

async function awaitService(
  stack: ShippedStack,
  replicas: number,
  say: (news: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let problem: LogEntry | undefined;
  while (performance.now() < deadline && problem?.kind !== 'end') {
    const isServed = await answers(stack.urls.web);
    const numbers = await askNumbers(stack.urls.autoscaler, stack.project, 'web');
    if (isServed && (numbers?.replicas?.ready ?? 0) >= replicas) return;
    problem = await lastProblem(stack, signal);
    say(problem?.text ?? (isServed ? 'web is served; no decision yet' : 'web is not served yet'));
    await sleep(300, undefined, { signal });
  }
  throw new Error(
    problem === undefined
      ? `web was not served by ${replicas} replicas within ${patienceMs / 1000} s`
      : `the autoscaler says: ${problem.text}`,
  );
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}

async function lastProblem(stack: ShippedStack, signal: AbortSignal): Promise<LogEntry | undefined> {
  const log = await stack.compose(
    ['logs', '--no-color', '--no-log-prefix', '--tail', '3', 'autoscaler'],
    signal,
  );
  const entries = log.split('\n').map((line) => parseLogLine(line.trim()));
  return entries.findLast((entry) => entry?.kind === 'warning' || entry?.kind === 'end');
}
