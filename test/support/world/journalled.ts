import type { StepEvent } from '../../../src/core/journal.ts';
import type { ReasonCode } from '../../../src/core/reasons.ts';
import { SHOP_WEB } from './policies.ts';
import type { World } from './world.ts';

/** What the executor reported, oldest first. */
export function eventsOf(world: World): readonly StepEvent[] {
  const entries = world.journal.steps({ ref: SHOP_WEB, limit: 10_000 });
  return entries.map((entry) => entry.event).reverse();
}

/** How plans ended, oldest first. */
export function outcomesOf(world: World): readonly string[] {
  return eventsOf(world).flatMap((event) => (event.kind === 'plan-ended' ? [event.outcome] : []));
}

/** Steps that failed, with their errors: `stop 3 E_DOCKER_TIMEOUT`. */
export function failuresOf(world: World): readonly string[] {
  return eventsOf(world).flatMap((event) =>
    event.kind === 'step-failed' ? [`${event.step.kind} ${event.step.number} ${event.code}`] : [],
  );
}

/** What finished steps had to say. */
export function notesOf(world: World): readonly string[] {
  return eventsOf(world).flatMap((event) => (event.kind === 'step-done' && event.note ? [event.note] : []));
}

/** Changes that plans began: `2 → 5`. */
export function plansOf(world: World): readonly string[] {
  return eventsOf(world).flatMap((event) =>
    event.kind === 'plan-started' ? [`${event.plan.from} → ${event.plan.to}`] : [],
  );
}

/** Reason codes of the decisions so far, each once, in the order in which they first came. */
export function reasonsOf(world: World): readonly ReasonCode[] {
  const decisions = world.journal.decisions({ ref: SHOP_WEB, limit: 10_000 });
  return [...new Set(decisions.toReversed().flatMap((d) => d.decision.reasons.map((r) => r.code)))];
}
