import type { DatabaseSync } from 'node:sqlite';
import { Changes } from './changes.ts';
import { Controls } from './controls.ts';
import { Decisions } from './decisions.ts';
import { Histories } from './histories.ts';
import { OutboxTable } from './outbox.ts';
import { Points } from './points.ts';
import { PolicyTexts } from './policy-texts.ts';
import { Requests } from './requests.ts';
import { type JournalLimits, Retention } from './retention.ts';
import { textOf } from './row.ts';
import { Steps } from './steps.ts';
import { Usages } from './usages.ts';

/** An open database of the newest schema, with its tables. */
export interface Store {
  readonly db: DatabaseSync;
  readonly id: string;
  readonly decisions: Decisions;
  readonly steps: Steps;
  readonly changes: Changes;
  readonly controls: Controls;
  readonly outbox: OutboxTable;
  readonly points: Points;
  readonly usages: Usages;
  readonly histories: Histories;
  readonly requests: Requests;
  readonly policyTexts: PolicyTexts;
  readonly retention: Retention;
}

/** Prepares the tables of a migrated database. */
export function storeOf(db: DatabaseSync, limits: JournalLimits): Store {
  const points = new Points(db);
  const usages = new Usages(db);
  return {
    db,
    id: textOf(db.prepare("SELECT value FROM meta WHERE key = 'id'").get() ?? {}, 'value'),
    decisions: new Decisions(db),
    steps: new Steps(db),
    changes: new Changes(db),
    controls: new Controls(db),
    outbox: new OutboxTable(db),
    points,
    usages,
    histories: new Histories(db),
    requests: new Requests(db),
    policyTexts: new PolicyTexts(db),
    retention: new Retention(db, limits, { points, usages }),
  };
}
