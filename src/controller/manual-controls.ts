import { controlInForce } from '../core/controls-in-force.ts';
import type { Journal, NewChange } from '../core/journal.ts';
import type { ManualControl } from '../core/manual-control.ts';
import { serviceKey } from '../core/policy.ts';

/** Who made a change that came by itself. */
const ITSELF = 'autoscaler';

/**
 * What people asked for that has not ended at `now`, epoch milliseconds, by service key. What has ended is taken out
 * of the journal, and that it ended is noted there. Throws `E_JOURNAL`.
 */
export function manualControls(journal: Journal, now: number): ReadonlyMap<string, ManualControl> {
  const entries = journal.controls().map(({ ref, control }) => {
    const left = controlInForce(control, now);
    const change = (kind: 'resume' | 'bounds-lifted'): NewChange => ({
      ref,
      at: now,
      by: ITSELF,
      change: { kind },
    });
    if (control.pause && !left.pause) journal.saveControl({ ref, control: left }, change('resume'));
    if (control.bounds && !left.bounds) journal.saveControl({ ref, control: left }, change('bounds-lifted'));
    return [serviceKey(ref), left] as const;
  });
  return new Map(entries);
}
