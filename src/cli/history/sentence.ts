import { changeSentence } from '../../core/change-sentence.ts';
import { describe } from '../../core/decision.ts';
import { formatDuration } from '../../core/format.ts';
import type { StepEvent } from '../../core/journal.ts';
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
