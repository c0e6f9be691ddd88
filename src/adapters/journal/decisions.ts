import type { DatabaseSync } from 'node:sqlite';
import type { Decision } from '../../core/decision.ts';
import type { DecisionQuery, JournalledDecision, NewDecision } from '../../core/journal.ts';
import type { ServiceRef } from '../../core/policy.ts';
import type { Situation } from '../../core/situation.ts';
import { page, pageValues } from './page.ts';
import { numberOf, type Row, refOf } from './row.ts';
import { decode, storedDecision } from './stored.ts';
import { storedSituation } from './stored-situation.ts';

const COLUMNS = 'id, project, service, at, last_at, ticks, body';

/**
 * The table of decisions. A hold that repeats the service's last row (same count, same reason codes) only
 * moves that row's end and takes over the newest sentences and samples.
 */
export class Decisions {
  readonly #repeat;
  readonly #insert;
  readonly #last;
  readonly #situation;
  readonly #page;

  constructor(db: DatabaseSync) {
    this.#repeat = db.prepare(`
      UPDATE decisions SET last_at = ?, ticks = ticks + 1, body = ?, situation = ?
      WHERE id = (SELECT id FROM decisions WHERE project = ? AND service = ? ORDER BY id DESC LIMIT 1)
        AND hold = ?`);
    this.#insert = db.prepare(`
      INSERT INTO decisions (project, service, at, last_at, ticks, hold, action, codes, body, situation)
      VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)`);
    this.#last = db.prepare(`
      SELECT ${COLUMNS} FROM decisions WHERE project = ? AND service = ? ORDER BY id DESC LIMIT 1`);
    this.#situation = db.prepare('SELECT situation FROM decisions WHERE id = ?');
    this.#page = page(db, {
      columns: COLUMNS,
      table: 'decisions',
      last: 'last_at',
      and: '(:action IS NULL OR action = :action) AND (:reason IS NULL OR instr(codes, :reason))',
    });
  }

  /** Returns whether a new row was needed. */
  record({ ref: { project, service }, decision, situation }: NewDecision): boolean {
    const { at, ...rest } = decision;
    const body = JSON.stringify(rest);
    const hold = holdKey(decision);
    const rested = situation === undefined ? null : JSON.stringify(situation);
    if (hold !== null && this.#repeat.run(at, body, rested, project, service, hold).changes === 1)
      return false;
    const codes = ` ${decision.reasons.map(({ code }) => code).join(' ')} `;
    this.#insert.run(project, service, at, at, hold, decision.action, codes, body, rested);
    return true;
  }

  last({ project, service }: ServiceRef): JournalledDecision | undefined {
    const row = this.#last.get(project, service);
    return row && toDecision(row);
  }

  /** A damaged one counts as not noted. */
  situation(id: number): Situation | undefined {
    return decode(storedSituation, this.#situation.get(id)?.situation);
  }

  query(query: DecisionQuery): readonly JournalledDecision[] {
    const { action = null, reason } = query;
    const filters = { action, reason: reason === undefined ? null : ` ${reason} ` };
    return this.#page({ ...pageValues(query), ...filters })
      .map(toDecision)
      .filter((entry) => entry !== undefined);
  }
}

/** Equal for holds that say the same; null for decisions that are never joined. */
function holdKey(decision: Decision): string | null {
  if (decision.action !== 'hold') return null;
  const { from, to, reasons, shadow } = decision;
  const beside = shadow === undefined ? '' : `|${shadow.to}`;
  return `${from}>${to}:${reasons.map(({ code }) => code).join(',')}${beside}`;
}

function toDecision(row: Row): JournalledDecision | undefined {
  const stored = decode(storedDecision, row.body);
  return (
    stored && {
      id: numberOf(row, 'id'),
      ref: refOf(row),
      decision: { ...stored, at: numberOf(row, 'at') },
      lastAt: numberOf(row, 'last_at'),
      ticks: numberOf(row, 'ticks'),
    }
  );
}
