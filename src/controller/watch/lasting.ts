import { NOTICES, type Notice, type NoticeKind } from '../../core/notice.ts';
import type { ServiceRef } from '../../core/policy.ts';

/** What is seen again and again for as long as it lasts. Epoch milliseconds. */
interface Condition {
  readonly kind: NoticeKind;
  readonly ref: ServiceRef | undefined;
  readonly since: number;
  lastSeen: number;
  message: string;
  isRaised: boolean;
}

/** Tells what has lasted long enough, once, and once more when it is over. */
export class LastingConditions {
  readonly #tell: (notice: Notice) => void;
  readonly #conditions = new Map<string, Condition>();

  constructor(tell: (notice: Notice) => void) {
    this.#tell = tell;
  }

  /** It is so at `now`; `detail` tells apart several of one kind and service. */
  see(kind: NoticeKind, ref: ServiceRef | undefined, message: string, now: number, detail = ''): void {
    const key = [kind, ref?.project, ref?.service, detail].join('/');
    const known = this.#conditions.get(key) ?? { kind, ref, since: now, isRaised: false };
    this.#conditions.set(key, { ...known, lastSeen: now, message });
  }

  /** Tells what has become of all of them by `now`. */
  sweep(now: number): void {
    for (const [key, condition] of this.#conditions) {
      const { kind, since, lastSeen } = condition;
      const { forMs = 0, graceMs = 0 } = NOTICES[kind].lasting ?? {};
      if (!condition.isRaised && lastSeen - since >= forMs) {
        condition.isRaised = true;
        this.#tell(noticeOf(condition, 'raised', now));
      }
      if (now - lastSeen < graceMs) continue;
      this.#conditions.delete(key);
      if (condition.isRaised) this.#tell(noticeOf(condition, 'cleared', now));
    }
  }
}

function noticeOf({ kind, ref, message }: Condition, status: 'raised' | 'cleared', at: number): Notice {
  const told = status === 'cleared' ? `no longer so: ${message}` : message;
  return { kind, status, at, message: told, ...(ref && { ref }) };
}
