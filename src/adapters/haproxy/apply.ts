import type { BalancerChange, ContainerHost, Member } from '../../core/ports.ts';
import { addressKey } from '../../core/server-address.ts';
import { bringTo } from './bring-to.ts';
import type { Connection } from './connection.ts';
import { installFiles } from './install.ts';
import type { SafeNames } from './names.ts';
import { dropUnused, readOwnFiles, wantedFrontends } from './own-files.ts';
import { placeMembers } from './place-members.ts';
import type { ReloadGoal } from './reload.ts';
import { reload } from './reload.ts';
import { renderBackend, settingsOf } from './render.ts';
import type { RunningBackend } from './running.ts';
import { readRunning } from './running.ts';
import { runCommands } from './runtime-client.ts';
import type { HaproxyService } from './service.ts';
import type { Slot } from './slots.ts';
import { assignSlots } from './slots.ts';

/** One `apply` with everything it needs. */
export interface ApplyInput {
  readonly host: ContainerHost;
  readonly connection: Connection;
  readonly names: SafeNames;
  readonly service: HaproxyService;
  readonly members: readonly Member[];
  readonly signal: AbortSignal;
  /** What was done so far; it outlives an attempt that a restart of HAProxy cut short. */
  readonly done: ChangeSoFar;
}

/** Grows with each thing that was done. */
export interface ChangeSoFar {
  changed: boolean;
  reloadReason?: string;
}

/** Brings files and running HAProxy to exactly `members`: the files first, then the process. Throws as `Balancer.apply`. */
export async function applyMembers(input: ApplyInput): Promise<BalancerChange> {
  const { host, connection, names, service, signal, done } = input;
  const members = placeMembers(input.members, connection.container, service.balancer);
  const [before, files] = await Promise.all([
    readRunning(connection.runtime, names, signal),
    readOwnFiles(host, connection, names, signal),
  ]);
  const assigned = assignSlots({
    running: before.servers ?? [],
    file: files.generated.slots,
    members,
    atLeast: service.capacity + spareSlots(service.capacity),
  });
  const needed = Math.max(service.capacity, ...assigned.map((slot, index) => (slot.member ? index + 1 : 0)));
  const frontends = wantedFrontends(files, names, service.balancer, connection.container.hasIpv6);
  const goal = {
    names,
    settings: settingsOf(names, service.balancer),
    frontends: frontends?.digest,
    slots: needed,
  };
  const reloadReason = whyReload(before, goal);
  const slots = reloadReason === undefined ? assigned : withoutJoining(assigned);
  const { content } = renderBackend(names, service.balancer, slots);
  const changes = [
    ...(content === files.content ? [] : [{ file: names.file, content }]),
    ...(frontends === undefined || frontends.content === files.frontends
      ? []
      : [{ file: names.frontends, content: frontends.content }]),
  ];
  if (changes.length > 0) {
    await installFiles(host, connection.container, connection.line, names, changes, signal);
    done.changed = true;
  }
  let now = before;
  if (reloadReason !== undefined) {
    await closeLeaving(connection, names, before, slots, signal);
    now = await reload(host, connection, { ...goal, process: before.process }, signal);
    Object.assign(done, { changed: true, reloadReason });
  }
  if (await bringTo(connection, names, now, slots, signal)) done.changed = true;
  await dropUnused(host, connection, names, frontends, signal);
  return { ...done };
}

/** A reload opens every server of the file at once, so those that are only joining have to wait for the next apply. */
function withoutJoining(slots: readonly Slot[]): readonly Slot[] {
  return slots.map((slot) => (slot.member?.state === 'joining' ? { name: slot.name } : slot));
}

/** Room for replicas that drain while their successors have joined. */
function spareSlots(capacity: number): number {
  return Math.max(2, Math.ceil(capacity / 2));
}

function whyReload(running: RunningBackend, goal: Omit<ReloadGoal, 'process'>): string | undefined {
  const { backend } = goal.names;
  if (running.servers === undefined) return `HAProxy does not know the backend "${backend}" yet`;
  if (running.settings !== goal.settings) return `the settings of the backend "${backend}" changed`;
  if (goal.frontends !== undefined && running.frontends !== goal.frontends)
    return 'the ports or routes of the frontends changed';
  if (running.servers.length >= goal.slots) return undefined;
  return `the backend "${backend}" has ${running.servers.length} slots and needs ${goal.slots}`;
}

/** The process that a reload replaces takes no commands afterwards, but still answers on connections it holds. */
async function closeLeaving(
  connection: Connection,
  names: SafeNames,
  before: RunningBackend,
  slots: readonly Slot[],
  signal: AbortSignal,
): Promise<void> {
  const active = new Set(
    slots.flatMap(({ member }) => (member?.state === 'active' ? [addressKey(member)] : [])),
  );
  const commands = (before.servers ?? [])
    .filter((server) => server.admin === 'ready' && !active.has(addressKey(server)))
    .map((server) => `set server ${names.backend}/${server.name} state drain`);
  if (commands.length > 0) await runCommands(connection.runtime, commands, signal);
}
