import { readFile, readlink } from 'node:fs/promises';
import type { OwnContainer } from './own-container.ts';

/** What tells one process from every other one, also after its process ID was given to another. */
export interface ProcessIdentity {
  /** Of the running kernel; empty outside Linux, where processes cannot be told apart this way. */
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  /** In clock ticks since the boot, as /proc tells it. */
  readonly startTime: string;
  readonly container?: { readonly id: string; readonly startedAt: string };
}

/** The identity of this process. */
export async function ownIdentity(own: OwnContainer, signal: AbortSignal): Promise<ProcessIdentity> {
  const inspected = await own.get(signal);
  const container = inspected && { id: inspected.Id, startedAt: inspected.State.StartedAt };
  return {
    bootId: await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (text) => text.trim(),
      () => '',
    ),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => ''),
    pid: process.pid,
    startTime: (await startTimeOf(process.pid)) ?? '',
    ...(container === undefined ? {} : { container }),
  };
}

/** Whether two processes see each other's process IDs. */
export function shareProcessIds(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return (
    a.bootId !== '' && a.bootId === b.bootId && a.pidNamespace !== '' && a.pidNamespace === b.pidNamespace
  );
}

/** When a process that this one can see started; undefined when there is none, or only its corpse. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined ? undefined : startTimeIn(stat);
}

/** Reads /proc/PID/stat, whose second field may hold blanks and brackets: state is field 3, start time 22. */
export function startTimeIn(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isCorpse = fields[0] === 'Z' || fields[0] === 'X';
  return isCorpse ? undefined : fields[19];
}
