import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerChange, ContainerHost, Member } from '../../core/ports.ts';
import { addressKey, addressOf } from '../../core/server-address.ts';
import { bringTo } from './bring-to.ts';
import type { Connection } from './connection.ts';
import { installFile } from './install.ts';
import type { SafeNames } from './names.ts';
import { reload } from './reload.ts';
import type { GeneratedFile } from './render.ts';
import { readGenerated, renderBackend, settingsOf } from './render.ts';
import type { RunningBackend } from './running.ts';
import { readRunning } from './running.ts';
import { runCommands } from './runtime-client.ts';
import type { HaproxyService } from './service.ts';
import type { PlacedMember, Slot } from './slots.ts';
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

/** Brings file and running HAProxy to exactly `members`: the file first, then the process. Throws as `Balancer.apply`. */
export async function applyMembers(input: ApplyInput): Promise<BalancerChange> {
  const { host, connection, names, service, signal, done } = input;
  const members = placeMembers(input);
  const [before, onDisk] = await Promise.all([
    readRunning(connection.runtime, names, signal),
    host.readFile(connection.container.id, names.file, signal),
  ]);
  const file = ownFile(onDisk, names);
  const assigned = assignSlots({
    running: before.servers ?? [],
    file: file.slots,
    members,
    atLeast: service.capacity + spareSlots(service.capacity),
  });
  const needed = Math.max(service.capacity, ...assigned.map((slot, index) => (slot.member ? index + 1 : 0)));
  const reloadReason = whyReload(before, names, settingsOf(names, service.balancer), needed);
  const slots = reloadReason === undefined ? assigned : withoutJoining(assigned);
  const { content, settings } = renderBackend(names, service.balancer, slots);
  if (content !== onDisk) {
    await installFile(host, connection.container, connection.line, names, content, signal);
    done.changed = true;
  }
  let now = before;
  if (reloadReason !== undefined) {
    await closeLeaving(connection, names, before, slots, signal);
    const goal = { names, settings, slots: needed, process: before.process };
    now = await reload(host, connection, goal, signal);
    Object.assign(done, { changed: true, reloadReason });
  }
  if (await bringTo(connection, names, now, slots, signal)) done.changed = true;
  return { ...done };
}

function placeMembers({ members, connection, service }: ApplyInput): readonly PlacedMember[] {
  return members.map(({ replica, state }) => ({
    ...addressOf(replica, connection.container, service.balancer.port),
    replicaId: replica.id,
    replicaName: replica.name,
    state,
  }));
}

/** A reload opens every server of the file at once, so those that are only joining have to wait for the next apply. */
function withoutJoining(slots: readonly Slot[]): readonly Slot[] {
  return slots.map((slot) => (slot.member?.state === 'joining' ? { name: slot.name } : slot));
}

/** Room for replicas that drain while their successors have joined. */
function spareSlots(capacity: number): number {
  return Math.max(2, Math.ceil(capacity / 2));
}

function ownFile(content: string | undefined, names: SafeNames): GeneratedFile {
  if (content === undefined) return { owner: names.owner, slots: new Map() };
  const file = readGenerated(content);
  if (file.owner === names.owner) return file;
  const whose = file.owner === undefined ? 'was not written by the autoscaler' : `belongs to ${file.owner}`;
  throw new AutoscalerError('E_BALANCER_WRITE', `${names.file} is not overwritten: it ${whose}`, {
    fix: 'Move that file out of the directory of generated files.',
  });
}

function whyReload(
  running: RunningBackend,
  names: SafeNames,
  settings: string,
  needed: number,
): string | undefined {
  if (running.servers === undefined) return `HAProxy does not know the backend "${names.backend}" yet`;
  if (running.settings !== settings) return `the settings of the backend "${names.backend}" changed`;
  if (running.servers.length >= needed) return undefined;
  return `the backend "${names.backend}" has ${running.servers.length} slots and needs ${needed}`;
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
