import type { Change, Step } from '../api/types.ts';
import { formatSpan, formatTime } from './format.ts';
import type { Words } from './words.ts';

/** A step, or the beginning or end of a scaling, in words. */
export function describeStep({ event }: Step, words: Words): string {
  const took = (ms: number) => formatSpan(ms, words.locale);
  switch (event.kind) {
    case 'plan-started':
      return words.planStarted(event.from, event.to);
    case 'plan-ended':
      return words.planEnded(words.outcomes[event.outcome], event.to, took(event.ms));
    case 'step-done': {
      const text = words.stepDone(event.replica, event.step, took(event.ms));
      return event.note === null ? text : `${text} — ${event.note}`;
    }
    case 'step-failed':
      return words.stepFailed(event.replica, event.step, event.message);
    case 'step-undone':
      return words.stepUndone(event.replica, event.step);
  }
}

/** What somebody asked for, in words. `now` in epoch milliseconds. */
export function describeChange({ by, change, outcome }: Change, now: number, words: Words): string {
  const text = describeWish(by, change, now, words);
  return outcome !== null && !outcome.ok ? `${text} — ${words.refusedEntry(outcome.message)}` : text;
}

function describeWish(by: string, change: Change['change'], now: number, words: Words): string {
  const time = (iso: string) => formatTime(iso, now, words.locale);
  switch (change.kind) {
    case 'scale':
      return words.scaleTo(change.replicas, by);
    case 'pause':
      return words.pausedEntry(by, change.until === null ? undefined : time(change.until));
    case 'resume':
      return words.resumedEntry(by);
    case 'bounds':
      return words.boundsEntry(by, words.boundsUntil(change.min, change.max, time(change.until)));
    case 'bounds-lifted':
      return words.boundsLiftedEntry(by);
  }
}
