import type { DatabaseSync } from 'node:sqlite';
import type { JournalledStep, JournalQuery, StepEvent } from '../../core/journal.ts';
import type { Plan, PlanStep } from '../../core/plan.ts';
import type { ServiceRef } from '../../core/policy.ts';
import { page, pageValues } from './page.ts';
import { numberOf, type Row, refOf } from './row.ts';
import { decode, storedEvent } from './stored.ts';

const COLUMNS = 'id, project, service, at, body';

/** The table of steps and plan outcomes. */
export class Steps {
  readonly #insert;
  readonly #page;
  readonly #sinceLastPlan;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO steps (project, service, at, kind, body) VALUES (?, ?, ?, ?, ?)');
    this.#page = page(db, { columns: COLUMNS, table: 'steps', last: 'at' });
    this.#sinceLastPlan = db.prepare(`
      SELECT body FROM steps WHERE project = :project AND service = :service AND id >= (
        SELECT id FROM steps WHERE project = :project AND service = :service AND kind = 'plan-started'
        ORDER BY id DESC LIMIT 1
      ) ORDER BY id`);
  }

  record({ project, service }: ServiceRef, at: number, event: StepEvent): void {
    this.#insert.run(project, service, at, event.kind, JSON.stringify(event));
  }

  query(query: JournalQuery): readonly JournalledStep[] {
    return this.#page(pageValues(query))
      .map(toStep)
      .filter((entry) => entry !== undefined);
  }

  openPlan({ project, service }: ServiceRef): { plan: Plan; done: readonly PlanStep[] } | undefined {
    const events = this.#sinceLastPlan
      .all({ project, service })
      .map((row) => decode(storedEvent, row.body))
      .filter((event) => event !== undefined);
    const started = events[0];
    if (started?.kind !== 'plan-started' || events.some(({ kind }) => kind === 'plan-ended'))
      return undefined;
    return { plan: started.plan, done: stepsDone(events) };
  }
}

/** The steps that were done and not undone again, in the order in which they were done. */
function stepsDone(events: readonly StepEvent[]): readonly PlanStep[] {
  const done = new Map<string, PlanStep>();
  for (const event of events) {
    if (event.kind === 'step-done') done.set(stepKey(event.step), event.step);
    if (event.kind === 'step-undone') done.delete(stepKey(event.step));
  }
  return [...done.values()];
}

function stepKey(step: PlanStep): string {
  return `${step.kind} ${step.number}`;
}

function toStep(row: Row): JournalledStep | undefined {
  const event = decode(storedEvent, row.body);
  return event && { id: numberOf(row, 'id'), ref: refOf(row), at: numberOf(row, 'at'), event };
}
