import { expect, test } from 'vitest';
import { SharedRun } from '../../../src/controller/shared-run.ts';

/** Runs that end when the test says so. */
function manual() {
  const runs: PromiseWithResolvers<number>[] = [];
  const shared = new SharedRun(() => {
    const run = Promise.withResolvers<number>();
    runs.push(run);
    return run.promise;
  });
  return { shared, runs };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('whoever asks during a run shares one that begins after it', async () => {
  const { shared, runs } = manual();
  const first = shared.run();
  await turn();
  const later = [shared.run(), shared.run()];
  await turn();
  expect(runs).toHaveLength(1);
  runs[0]?.resolve(1);
  expect(await first).toBe(1);
  await turn();
  expect(runs).toHaveLength(2);
  runs[1]?.resolve(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
});

test('a run that fails is no obstacle to the next', async () => {
  const { shared, runs } = manual();
  const first = shared.run();
  await turn();
  const second = shared.run();
  runs[0]?.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await turn();
  runs[1]?.resolve(2);
  expect(await second).toBe(2);
});
