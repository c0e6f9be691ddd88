import { formatReplicas, formatTime } from './format.ts';
import type { Change, JournalledChange } from './journal.ts';

/** Who asked for what, and how it ended if it has: `ann (http) set min 6 until 18:00 UTC`. */
export function changeSentence({ by, change, at, outcome }: JournalledChange): string {
  const asked = `${by} ${whatOf(change, at)}`;
  if (outcome === undefined) return asked;
  return outcome.ok ? `${asked}: done` : `${asked}: ${outcome.code}: ${outcome.message}`;
}

function whatOf(change: Change, at: number): string {
  switch (change.kind) {
    case 'scale':
      return `asked for ${formatReplicas(change.replicas)}${change.force ? ', outside the bounds too' : ''}`;
    case 'pause':
      return `paused it${change.until === undefined ? '' : ` until ${formatTime(change.until, at)}`}`;
    case 'resume':
      return 'resumed it';
    case 'bounds':
      return `set ${boundsText(change)} until ${formatTime(change.until, at)}`;
    case 'bounds-lifted':
      return 'ended the temporary bounds';
  }
}

/** Bounds somebody set: `min 3 and max 8`. */
export function boundsText({ min, max }: { readonly min?: number; readonly max?: number }): string {
  return [min === undefined ? [] : `min ${min}`, max === undefined ? [] : `max ${max}`].flat().join(' and ');
}
