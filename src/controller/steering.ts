import { AutoscalerError } from '../core/errors.ts';
import type { JournalledChange } from '../core/journal.ts';
import type { Console, Steering } from '../core/operations.ts';
import { type ServiceRef, serviceKey } from '../core/policy.ts';
import type { Dependencies } from './dependencies.ts';
import { ManualSteering, type WantedBounds } from './manual-steering.ts';
import { assertReplicas } from './scale-service.ts';

/** What people may ask the running controller for. */
export class ControllerSteering implements Steering {
  readonly #console: Console;
  readonly #deps: Pick<Dependencies, 'journal' | 'clock' | 'log'>;
  readonly #manual: ManualSteering;

  constructor(console: Console, deps: Pick<Dependencies, 'journal' | 'clock' | 'log'>) {
    this.#console = console;
    this.#deps = deps;
    this.#manual = new ManualSteering(deps);
  }

  /** Begins by the mailbox, as for the command line. */
  scale(
    ref: ServiceRef,
    { replicas, force, timeoutMs }: Parameters<Steering['scale']>[1],
    by: string,
  ): JournalledChange {
    const { journal, clock } = this.#deps;
    const { policy } = this.#console.service(ref);
    assertReplicas(replicas, policy, force);
    const expiresAt = clock.now() + timeoutMs;
    const change = journal.changeOf(journal.submitRequest({ ref, replicas, force, by, expiresAt }));
    if (change) return change;
    throw new AutoscalerError('E_JOURNAL', 'the journal lost the request it was just given');
  }

  pause(ref: ServiceRef, until: number | undefined, by: string): JournalledChange {
    return this.#told(this.#manual.pause(this.#known(ref), until, by));
  }

  resume(ref: ServiceRef, by: string): JournalledChange {
    return this.#told(this.#manual.resume(this.#known(ref), by));
  }

  bound(ref: ServiceRef, bounds: WantedBounds, by: string): JournalledChange {
    return this.#told(this.#manual.bound(this.#console.service(ref).policy, bounds, by));
  }

  lift(ref: ServiceRef, by: string): JournalledChange {
    return this.#told(this.#manual.lift(this.#known(ref), by));
  }

  #known(ref: ServiceRef): ServiceRef {
    return this.#console.service(ref).policy.ref;
  }

  #told(entry: JournalledChange): JournalledChange {
    const { ref, by, change } = entry;
    this.#deps.log.info({ ...ref, by, change }, `${by}: ${change.kind} of ${serviceKey(ref)}`);
    return entry;
  }
}
