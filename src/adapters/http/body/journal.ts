import type { z } from 'zod';
import type {
  Change,
  JournalledChange,
  JournalledStep,
  ScaleOutcome,
  StepEvent,
} from '../../../core/journal.ts';
import type { changeSchema, stepSchema } from '../schema/journal.ts';
import { iso, isoOrNull } from './time.ts';

/** A journalled step as the API tells it. */
export function stepBody({ id, ref, at, event }: JournalledStep): z.output<typeof stepSchema> {
  return { id, project: ref.project, service: ref.service, at: iso(at), event: eventBody(event) };
}

/** A journalled change as the API tells it. */
export function changeBody(entry: JournalledChange): z.output<typeof changeSchema> {
  const { id, ref, at, by, change, outcome } = entry;
  return {
    id,
    project: ref.project,
    service: ref.service,
    at: iso(at),
    by,
    change: kindBody(change),
    outcome: outcome ? outcomeBody(outcome) : null,
  };
}

function eventBody(event: StepEvent): z.output<typeof stepSchema>['event'] {
  switch (event.kind) {
    case 'plan-started':
      return { kind: event.kind, from: event.plan.from, to: event.plan.to };
    case 'step-done':
      return { kind: event.kind, ...stepOf(event), ms: event.ms, note: event.note ?? null };
    case 'step-failed':
      return { kind: event.kind, ...stepOf(event), code: event.code, message: event.message };
    case 'step-undone':
      return { kind: event.kind, ...stepOf(event) };
    case 'plan-ended':
      return event;
  }
}

function stepOf({ step }: Extract<StepEvent, { readonly step: unknown }>) {
  return { replica: step.number, step: step.kind };
}

function kindBody(change: Change): z.output<typeof changeSchema>['change'] {
  switch (change.kind) {
    case 'pause':
      return { kind: change.kind, until: isoOrNull(change.until) };
    case 'bounds':
      return {
        kind: change.kind,
        min: change.min ?? null,
        max: change.max ?? null,
        until: iso(change.until),
      };
    default:
      return change;
  }
}

function outcomeBody(outcome: ScaleOutcome): z.output<typeof changeSchema>['outcome'] {
  return outcome.ok ? outcome : { ...outcome, fix: outcome.fix ?? null };
}
