import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/wait.ts';
import { receiver } from '../../support/webhook-receiver.ts';
import { start, temporaryDirectory } from '../journal/processes.ts';

const COUNT = 5;

/** The process of this folder, killed at the latest when the test ends, and how often it said something. */
function notifying(stateDir: string, url: string, count: number) {
  const process = start(join('..', 'webhook', 'notifying-process.ts'), stateDir, url, String(count));
  let output = '';
  process.stdout.on('data', (text) => {
    output += text;
  });
  const kill = async () => {
    process.kill('SIGKILL');
    await process;
  };
  onTestFinished(kill);
  const said = (word: string, times: number) =>
    eventually(
      async () => output.split('\n').filter((line) => line === word).length,
      (count) => count === times,
      20_000,
    );
  return { kill, said };
}

it('what waits when the controller is killed is delivered by the next one, each at least once, known by its id', async () => {
  const stateDir = temporaryDirectory();
  let isUp = false;
  const { url, received } = await receiver((response) => {
    if (isUp) response.end();
  });
  const first = notifying(stateDir, url, COUNT);
  await first.said('told', 1);
  await expect.poll(() => received.length, { timeout: 20_000 }).toBe(1);
  await first.kill();

  isUp = true;
  const second = notifying(stateDir, url, 0);
  await second.said('delivered', COUNT);
  const bodies = received.map(({ body }) => JSON.parse(body));
  expect(bodies.slice(1).map(({ message }) => message)).toEqual(
    Array.from({ length: COUNT }, (_, index) => `notice ${index}`),
  );
  expect(new Set(bodies.map(({ id }) => id)).size).toBe(COUNT);
  expect(bodies[1].id).toBe(bodies[0].id);
  const { headers, body } = received[1] ?? { headers: {}, body: '' };
  const [, seconds, signature] = /^t=(\d+),v1=(.+)$/.exec(String(headers['x-autoscaler-signature'])) ?? [];
  expect(createHmac('sha256', 'shared secret').update(`${seconds}.${body}`).digest('hex')).toBe(signature);

  await second.kill();
  const third = notifying(stateDir, url, 1);
  await third.said('delivered', 1);
  expect(received).toHaveLength(1 + COUNT + 1);
});
