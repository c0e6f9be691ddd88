/** What the HTTP API answers, as far as this page shows it; docs/reference/openapi.json describes all of it. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

export type Sample =
  | { readonly kind: 'value'; readonly value: number; readonly at: string }
  | { readonly kind: 'stale'; readonly value: number; readonly at: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-a-number'; readonly text: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

export interface Recommendation {
  readonly metric: string;
  readonly sample: Sample;
  readonly replicas: number | null;
  readonly reason: Reason;
}

export type Action = 'scale-up' | 'scale-down' | 'hold';

export interface Decided {
  readonly action: Action;
  readonly from: number;
  readonly to: number;
  readonly sentence: string;
  readonly reasons: readonly Reason[];
}

export interface LastDecision extends Decided {
  readonly shadow: Decided | null;
  readonly at: string;
  readonly since: string;
}

export interface Replica {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly state: 'created' | 'starting' | 'ready' | 'unhealthy' | 'exited' | 'removing';
  readonly transit: 'joining' | 'draining' | 'out' | null;
  readonly createdAt: string;
  readonly balancer: {
    readonly address: string;
    readonly port: number;
    readonly state: 'active' | 'draining' | 'down';
    readonly inFlight: number;
  } | null;
}

interface Threshold {
  readonly value: number;
  readonly forMs: number;
}

export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly aggregate: 'total' | 'average';
  readonly rule:
    | { readonly kind: 'thresholds'; readonly up: Threshold | null; readonly down: Threshold | null }
    | { readonly kind: 'target'; readonly target: number; readonly tolerance: number };
  readonly last: Recommendation | null;
}

export interface Service {
  readonly project: string;
  readonly service: string;
  readonly origin: string;
  readonly replicas: {
    readonly current: number;
    readonly ready: number;
    readonly desired: number;
    readonly min: number;
    readonly max: number;
  };
  readonly temporaryBounds: {
    readonly min: number | null;
    readonly max: number | null;
    readonly until: string;
    readonly by: string;
  } | null;
  readonly paused: { readonly since: string; readonly until: string | null; readonly by: string } | null;
  readonly action: { readonly purpose: string; readonly from: number; readonly to: number } | null;
  readonly balancer: {
    readonly kind: string;
    readonly inRotation: number | null;
    readonly fault: string | null;
  };
  readonly members: readonly Replica[];
  readonly metrics: readonly Metric[];
  readonly forecast: {
    readonly metric: string;
    /** In replicas. */
    readonly bound: number;
    readonly trust: 'learning' | 'kept' | 'after-gap' | 'erring';
    readonly horizonSeconds: number;
  } | null;
  readonly price: { readonly perHour: number; readonly currency: string } | null;
  readonly lastDecision: LastDecision | null;
  readonly failures: { readonly count: number; readonly lastAt: string; readonly message: string } | null;
}

/** What a reader of the API may do, and as whom the journal knows them. */
export interface Session {
  readonly by: string;
  readonly right: 'read' | 'change';
}

export interface Services {
  readonly services: readonly Service[];
  readonly faults: readonly string[];
  readonly waiting: readonly string[];
}

interface Entry {
  readonly id: number;
  readonly project: string;
  readonly service: string;
  readonly at: string;
}

export interface Decision extends Entry, Decided {
  readonly lastAt: string;
  readonly ticks: number;
}

export interface Step extends Entry {
  readonly event:
    | { readonly kind: 'plan-started'; readonly from: number; readonly to: number }
    | {
        readonly kind: 'step-done';
        readonly replica: number;
        readonly step: string;
        readonly ms: number;
        readonly note: string | null;
      }
    | {
        readonly kind: 'step-failed';
        readonly replica: number;
        readonly step: string;
        readonly message: string;
      }
    | { readonly kind: 'step-undone'; readonly replica: number; readonly step: string }
    | {
        readonly kind: 'plan-ended';
        readonly outcome: 'done' | 'partly-done' | 'undone' | 'interrupted';
        readonly to: number;
        readonly ms: number;
      };
}

export interface Change extends Entry {
  readonly by: string;
  readonly change:
    | { readonly kind: 'scale'; readonly replicas: number; readonly force: boolean }
    | { readonly kind: 'pause'; readonly until: string | null }
    | { readonly kind: 'resume' }
    | {
        readonly kind: 'bounds';
        readonly min: number | null;
        readonly max: number | null;
        readonly until: string;
      }
    | { readonly kind: 'bounds-lifted' };
  readonly outcome: { readonly ok: true } | { readonly ok: false; readonly message: string } | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: number | null;
}

/** Points of a series in columns; `at` in seconds since 1970. */
export interface Points {
  readonly at: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface Samples {
  readonly since: string;
  readonly until: string;
  readonly series: Readonly<Record<string, { readonly stepSeconds: number; readonly points: Points }>>;
}

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Usage {
  readonly from: string | null;
  readonly replicaHours: number;
  readonly cost: Money | null;
}

/** `project/service`, the key of a service everywhere. */
export function keyOf({ project, service }: { readonly project: string; readonly service: string }): string {
  return `${project}/${service}`;
}
