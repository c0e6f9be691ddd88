import type { ServiceRef } from './policy.ts';

const MINUTE_MS = 60_000;

/** Something that lasts: it is told of once it has lasted `forMs`, and that it is over once nothing was seen of it for `graceMs`. */
interface Lasting {
  readonly forMs: number;
  readonly graceMs: number;
}

/**
 * What the controller tells people of by itself, by kind; docs/notifications.md repeats the summaries. The first ones
 * need a person and are told of unless settings say otherwise; `info` is for those who ask for it.
 */
export const NOTICES = {
  'at-max': {
    severity: 'warning',
    summary: 'A service has been at its maximum for 15 minutes.',
    lasting: { forMs: 15 * MINUTE_MS, graceMs: 2 * MINUTE_MS },
  },
  'cannot-scale': {
    severity: 'critical',
    summary: 'A service has lacked replicas that it needs for 5 minutes.',
    lasting: { forMs: 5 * MINUTE_MS, graceMs: 2 * MINUTE_MS },
  },
  failing: {
    severity: 'critical',
    summary: 'Something of a service, or the control loop itself, has failed for 2 minutes.',
    lasting: { forMs: 2 * MINUTE_MS, graceMs: 10 * MINUTE_MS },
  },
  'metric-missing': {
    severity: 'warning',
    summary: 'A metric has had no usable value for 5 minutes.',
    lasting: { forMs: 5 * MINUTE_MS, graceMs: 2 * MINUTE_MS },
  },
  'policy-faulty': {
    severity: 'warning',
    summary: 'Faults have kept a policy out of force for 2 minutes.',
    lasting: { forMs: 2 * MINUTE_MS, graceMs: MINUTE_MS },
  },
  'drain-overran': {
    severity: 'warning',
    summary: 'Requests were cut at a drain’s deadline.',
    lasting: undefined,
  },
  changed: { severity: 'info', summary: 'Somebody changed something.', lasting: undefined },
  scaled: { severity: 'info', summary: 'A scaling was decided.', lasting: undefined },
  started: { severity: 'info', summary: 'The controller has started.', lasting: undefined },
} as const satisfies Record<
  string,
  {
    readonly severity: 'critical' | 'warning' | 'info';
    readonly summary: string;
    readonly lasting: Lasting | undefined;
  }
>;

/** A kind of notice. */
export type NoticeKind = keyof typeof NOTICES;

/** The kinds that need a person. */
export const URGENT_NOTICES: readonly NoticeKind[] = noticeKinds().filter(
  (kind) => NOTICES[kind].severity !== 'info',
);

/** Something that a person should know of. */
export interface Notice {
  readonly kind: NoticeKind;
  /** `raised` and `cleared` are of what lasts. */
  readonly status: 'raised' | 'cleared' | 'happened';
  /** The service that it is about, if any. */
  readonly ref?: ServiceRef;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A sentence without a full stop. */
  readonly message: string;
}

/** Whom notices are told to. */
export interface Notifier {
  /** Begins with what a former process did not get to tell. Returns at once, and never throws. */
  start(): void;
  /** Returns at once, and never throws. */
  tell(notice: Notice): void;
  /** Tells within a few seconds what is left to tell, as far as it can. Never rejects. */
  close(): Promise<void>;
}

/** A notification that is not delivered yet, with the id that receivers know it again by. `at` is epoch milliseconds. */
export interface PendingNotice {
  readonly id: string;
  readonly at: number;
  readonly body: string;
}

/** Keeps notifications until they are delivered, longer than a process lives. Throws `E_JOURNAL`. */
export interface Outbox {
  /** Oldest first. */
  pendingNotices(): readonly PendingNotice[];
  addPendingNotice(notice: PendingNotice): void;
  removePendingNotice(id: string): void;
}

/** A notice as text by field: what templates are filled with, and what is sent without one. */
export function noticeFields({ kind, status, ref, at, message }: Notice, id: string) {
  return {
    id,
    kind,
    status,
    severity: NOTICES[kind].severity,
    project: ref?.project ?? '',
    service: ref?.service ?? '',
    message,
    at: new Date(at).toISOString(),
  };
}

/** The names of the fields. */
export const NOTICE_FIELDS: readonly string[] = Object.keys(
  noticeFields({ kind: 'started', status: 'happened', at: 0, message: '' }, ''),
);

/** Every kind. */
export function noticeKinds(): readonly NoticeKind[] {
  return Object.keys(NOTICES).filter((kind): kind is NoticeKind => Object.hasOwn(NOTICES, kind));
}
