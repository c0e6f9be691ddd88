import { type Entry, isSame } from './store.ts';

/** Both, newest first; where both know the same entry, the one of `fresh`. */
export function mergeEntries(fresh: readonly Entry[], kept: readonly Entry[]): readonly Entry[] {
  const older = kept.filter((entry) => !fresh.some((other) => isSame(other, entry)));
  return [...fresh, ...older].sort(
    (a, b) => Date.parse(b.entry.at) - Date.parse(a.entry.at) || b.entry.id - a.entry.id,
  );
}
