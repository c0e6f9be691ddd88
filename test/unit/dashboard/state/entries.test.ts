import { expect, test } from 'vitest';
import { mergeEntries } from '../../../../src/dashboard/state/entries.ts';
import type { Entry } from '../../../../src/dashboard/state/store.ts';

function step(id: number, at: string, to = 1): Entry {
  const ref = { project: 'shop', service: 'web' };
  return { kind: 'step', entry: { ...ref, id, at, event: { kind: 'plan-started', from: 0, to } } };
}

test('newest first, and the fresh one of what both know', () => {
  const old = step(1, '2026-01-05T12:00:00Z');
  const seen = step(2, '2026-01-05T12:00:10Z', 1);
  const seenAgain = step(2, '2026-01-05T12:00:10Z', 2);
  const fresh = step(3, '2026-01-05T12:00:10Z');
  expect(mergeEntries([fresh, seenAgain], [seen, old])).toEqual([fresh, seenAgain, old]);
});
