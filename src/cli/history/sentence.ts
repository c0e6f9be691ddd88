import { describe } from '../../core/decision.ts';
import { formatDuration, formatReplicas, formatTime } from '../../core/format.ts';
import type { Change, JournalledChange, StepEvent } from '../../core/journal.ts';
import type { Entry } from './entries.ts';

/** What the entry tells, as a clause. */
export function sentenceOf(entry: Entry): string {
  switch (entry.kind) {
    case 'decision': {
      const { decision, ticks } = entry.decided;
      return `${describe(decision)}${ticks > 1 ? ` (${ticks} ticks)` : ''}`;
    }
    case 'step':
      return eventSentence(entry.step.event);
    case 'change':
      return changeSentence(entry.change);
  }
}

function eventSentence(event: StepEvent): string {
  switch (event.kind) {
    case 'plan-started':
      return `scaling ${event.plan.from} → ${event.plan.to} begins`;
    case 'step-done':
      return `replica ${event.step.number}: ${event.step.kind} done in ${formatDuration(event.ms)}${event.note ? `; ${event.note}` : ''}`;
    case 'step-failed':
      return `replica ${event.step.number}: ${event.step.kind} failed, ${event.code}: ${event.message}`;
    case 'step-undone':
      return `replica ${event.step.number}: ${event.step.kind} undone`;
    case 'plan-ended':
      return `scaling ${event.outcome} at ${event.to} after ${formatDuration(event.ms)}`;
  }
}

function changeSentence({ by, change, at, outcome }: JournalledChange): string {
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
