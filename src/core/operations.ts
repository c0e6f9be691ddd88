import type { Decision } from './decision.ts';
import type { EffectiveBounds } from './evaluate/schedules.ts';
import type { Failures } from './history.ts';
import type { JournalledChange } from './journal.ts';
import type { Policy, ServiceRef } from './policy.ts';
import type { BalancerEntry, PolicySet } from './ports.ts';
import type { Replica } from './replica.ts';

/** A replica as Docker and the balancer see it. */
export interface ReplicaView {
  readonly replica: Replica;
  /** Where it stands in a plan under way: not yet in service, on its way out, or about to stop. */
  readonly transit?: 'joining' | 'draining' | 'out';
  /** What the balancer last said of it. */
  readonly entry?: BalancerEntry;
}

/** A service as the controller sees it right now. */
export interface ServiceView {
  /** The policy in force, what people asked for included. */
  readonly policy: Policy;
  /** The bounds in force, schedules included. */
  readonly bounds: EffectiveBounds;
  readonly replicas: readonly ReplicaView[];
  /** Replicas that are meant to stay, and the healthy ones among them. */
  readonly current: number;
  readonly ready: number;
  /** The plan under way. */
  readonly task?: {
    readonly purpose: 'decision' | 'request' | 'recovery';
    readonly from: number;
    readonly to: number;
  };
  /** What keeps the balancer from agreeing with Docker. */
  readonly balancerFault?: string;
  /** The last decision, and since when the same has been decided, epoch milliseconds. */
  readonly decided?: { readonly decision: Decision; readonly since: number };
  readonly failures?: Failures;
}

/** The controller's state for those who look on. */
export interface Console {
  /** Counts ticks; a change says that there is something new to see. */
  readonly ticks: number;
  services(): readonly ServiceView[];
  /** Throws `E_SERVICE_UNKNOWN` for a service that no policy covers. */
  service(ref: ServiceRef): ServiceView;
  policies(): PolicySet;
}

/** What people may ask the controller for; each answer is the change as the journal has it. */
export interface Steering {
  /** Begins; how it ended is in the change afterwards. Throws `E_SERVICE_UNKNOWN`, `E_REPLICAS_INVALID`, `E_OUT_OF_BOUNDS`. */
  scale(
    ref: ServiceRef,
    wish: { readonly replicas: number; readonly force: boolean; readonly timeoutMs: number },
    by: string,
  ): JournalledChange;
  /** Until `until`, epoch milliseconds, or until somebody resumes. Throws `E_SERVICE_UNKNOWN`, `E_CONTROL`. */
  pause(ref: ServiceRef, until: number | undefined, by: string): JournalledChange;
  resume(ref: ServiceRef, by: string): JournalledChange;
  /** Throws `E_SERVICE_UNKNOWN`, `E_CONTROL`. */
  bound(
    ref: ServiceRef,
    bounds: { readonly min?: number; readonly max?: number; readonly until: number },
    by: string,
  ): JournalledChange;
  /** Lifts bounds before their time. */
  lift(ref: ServiceRef, by: string): JournalledChange;
}
