import { AutoscalerError } from '../core/errors.ts';
import { formatDuration, formatReplicas } from '../core/format.ts';
import type { Change, Journal, JournalledChange } from '../core/journal.ts';
import type { ManualControl } from '../core/manual-control.ts';
import { type Policy, type ServiceRef, serviceKey, UNBOUNDED } from '../core/policy.ts';
import type { Clock } from '../core/ports.ts';

/** The longest that a pause with an end, or bounds for a while, may be asked for. Milliseconds. */
export const LONGEST_CONTROL_MS = 30 * 24 * 3_600_000;

/** Bounds as somebody asks for them; `until` is epoch milliseconds. */
export interface WantedBounds {
  readonly min?: number;
  readonly max?: number;
  readonly until: number;
}

/** Puts what people ask for over policies into the journal, where the controller's next tick finds it. */
export class ManualSteering {
  readonly #journal: Journal;
  readonly #clock: Pick<Clock, 'now'>;

  constructor({ journal, clock }: { readonly journal: Journal; readonly clock: Pick<Clock, 'now'> }) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Until `until`, epoch milliseconds, or until somebody resumes. Throws `E_CONTROL`. */
  pause(ref: ServiceRef, until: number | undefined, by: string): JournalledChange {
    const since = this.#clock.now();
    if (until !== undefined) assertEnd(until, since);
    const end = until === undefined ? {} : { until };
    const control = { ...this.#controlOf(ref), pause: { since, by, ...end } };
    return this.#save(ref, control, { kind: 'pause', ...end }, by);
  }

  resume(ref: ServiceRef, by: string): JournalledChange {
    const { pause: _, ...control } = this.#controlOf(ref);
    return this.#save(ref, control, { kind: 'resume' }, by);
  }

  /** `policy` is what the bounds are to stand over. Throws `E_CONTROL`. */
  bound(policy: Policy, wanted: WantedBounds, by: string): JournalledChange {
    const since = this.#clock.now();
    assertBounds(wanted, policy, since);
    const { ref } = policy;
    const control = { ...this.#controlOf(ref), bounds: { ...wanted, since, by } };
    return this.#save(ref, control, { kind: 'bounds', ...wanted }, by);
  }

  lift(ref: ServiceRef, by: string): JournalledChange {
    const { bounds: _, ...control } = this.#controlOf(ref);
    return this.#save(ref, control, { kind: 'bounds-lifted' }, by);
  }

  #controlOf(ref: ServiceRef): ManualControl {
    const entries = this.#journal.controls();
    return entries.find((entry) => serviceKey(entry.ref) === serviceKey(ref))?.control ?? {};
  }

  #save(ref: ServiceRef, control: ManualControl, change: Change, by: string): JournalledChange {
    const made = { ref, at: this.#clock.now(), by, change };
    return { id: this.#journal.saveControl({ ref, control }, made), ...made };
  }
}

function assertEnd(until: number, now: number): void {
  if (until <= now) throw wrong('the end is in the past', 'Give a time that is still to come.');
  if (until - now <= LONGEST_CONTROL_MS) return;
  const longest = formatDuration(LONGEST_CONTROL_MS);
  throw wrong(`the end is more than ${longest} away`, 'Change the policy for what is to last.');
}

function assertBounds({ min, max, until }: WantedBounds, policy: Policy, now: number): void {
  assertEnd(until, now);
  if (min === undefined && max === undefined)
    throw wrong('neither a min nor a max was given', 'Give one of them, or both.');
  for (const count of [min, max])
    if (count !== undefined && (!Number.isSafeInteger(count) || count < 0 || count >= UNBOUNDED))
      throw wrong(`${count} is not a replica count`, 'Give a whole number of at least 0.');
  const own = policy.control?.own ?? policy;
  if (min !== undefined && min > (max ?? own.max)) {
    const than = max === undefined ? `the policy’s max, ${formatReplicas(own.max)}` : `max ${max}`;
    throw wrong(`min ${min} is above ${than}`, `Give a max of at least ${min} too.`);
  }
  if (max !== undefined && min === undefined && max < own.min)
    throw wrong(`max ${max} is below the policy’s min, ${own.min}`, `Give a min of at most ${max} too.`);
}

function wrong(message: string, fix: string): AutoscalerError {
  return new AutoscalerError('E_CONTROL', message, { fix });
}
