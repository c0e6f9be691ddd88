import { formatTime } from '../core/format.ts';
import type { Pause } from '../core/manual-control.ts';
import type { Suspension } from '../core/observation.ts';
import { isStoppedAsAWhole, type Replica } from '../core/replica.ts';
import type { Task } from './actor.ts';

/** What a suspension is judged by. */
export interface Circumstances {
  readonly task: Task | undefined;
  /** Whether a request holds the service. */
  readonly isClaimed: boolean;
  /** Whether a plan got stuck and waits to be cleared up after. */
  readonly isStuck: boolean;
  readonly pause: Pause | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly replicas: readonly Replica[];
  /** Whether somebody's hand may be at work. */
  readonly isDisturbed: boolean;
  /** Whether the count is not the one the controller left behind. */
  readonly hasDrifted: boolean;
}

/** The reason outside the numbers to leave the service alone for now, if there is one. */
export function suspensionOf(circumstances: Circumstances): Suspension | undefined {
  const { task, isClaimed, isStuck, pause, now, replicas, isDisturbed, hasDrifted } = circumstances;
  if (task) return { code: 'ACTION_IN_PROGRESS', message: `${nameOf(task)} is under way` };
  if (isClaimed)
    return { code: 'ACTION_IN_PROGRESS', message: 'a scaling that somebody asked for is under way' };
  if (isStuck)
    return {
      code: 'ACTION_IN_PROGRESS',
      message: 'a scaling that got stuck has to be cleared up after first',
    };
  if (pause) return { code: 'PAUSED', message: `${pause.by} paused it${endOf(pause, now)}` };
  if (isDisturbed && (hasDrifted || isBeingRecreated(replicas)))
    return { code: 'SETTLING', message: 'the count is changing under somebody else’s hand' };
  if (isStoppedAsAWhole(replicas))
    return {
      code: 'STOPPED_BY_USER',
      message: 'the service is stopped; start or scale it to hand it back',
    };
  if (replicas.every((replica) => replica.state === 'removing'))
    return { code: 'NO_TEMPLATE', message: 'the service has no container left to clone from' };
  return undefined;
}

function endOf({ until }: Pause, now: number): string {
  return until === undefined ? '' : ` until ${formatTime(until, now)}`;
}

function nameOf({ plan: { from, to }, purpose }: Task): string {
  return purpose === 'recovery' ? 'clearing up after a scaling cut short' : `scaling from ${from} to ${to}`;
}

/** Compose makes the new container before it removes the old one; meanwhile both have the same number. */
function isBeingRecreated(replicas: readonly Replica[]): boolean {
  return new Set(replicas.map((replica) => replica.number)).size < replicas.length;
}
