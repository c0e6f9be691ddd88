import type { ServerAddress } from '../../core/server-address.ts';
import { addressKey } from '../../core/server-address.ts';
import { isUnset } from './address.ts';
import type { SafeNames } from './names.ts';
import type { AdminState, RunningServer } from './parse.ts';
import { FREE_ADDRESS } from './render.ts';
import type { PlacedMember, RunningSlot, Slot } from './slots.ts';

/**
 * The runtime commands that bring the running slots to the wanted ones. Joining comes first, so that the backend
 * never runs empty, and a slot is in maintenance while its address changes. Running slots that are not wanted are
 * put into maintenance; those that serve nothing any more lose their address.
 */
export function commandsFor(
  { backend, cookie }: Pick<SafeNames, 'backend' | 'cookie'>,
  running: readonly RunningSlot[],
  wanted: readonly Slot[],
): readonly string[] {
  const members = new Map(wanted.map((slot) => [slot.name, slot.member]));
  // A server in drain still gets the requests of clients whose cookie names it.
  const closed = cookie === undefined ? 'drain' : 'maint';
  const join: string[] = [];
  const leave: string[] = [];
  for (const slot of running) {
    const server = `${backend}/${slot.name}`;
    const member = members.get(slot.name);
    if (member === undefined) leave.push(...leaveCommands(server, slot));
    else if (member.state === 'draining')
      leave.push(...(slot.admin === 'ready' ? [stateCommand(server, closed)] : []));
    else join.push(...joinCommands(server, slot, member, ADMIN_OF[member.state]));
  }
  return [...join, ...leave];
}

/** A joining server has its address, but is in maintenance. */
const ADMIN_OF = { joining: 'maint', active: 'ready', draining: 'drain' } as const satisfies Record<
  PlacedMember['state'],
  AdminState
>;

function joinCommands(
  server: string,
  slot: RunningSlot,
  to: PlacedMember,
  goal: 'maint' | 'ready',
): readonly string[] {
  const moves = addressKey(slot) !== addressKey(to);
  const closes = slot.admin !== 'maint' && (moves || goal === 'maint');
  const opens = goal === 'ready' && (moves || slot.admin !== 'ready');
  return [
    ...(closes ? [stateCommand(server, 'maint')] : []),
    ...(moves ? [addressCommand(server, to)] : []),
    ...(slot.weight === to.weight ? [] : [`set server ${server} weight ${to.weight}`]),
    ...(opens ? [stateCommand(server, 'ready')] : []),
  ];
}

function leaveCommands(server: string, slot: RunningSlot): readonly string[] {
  const wasClosed = slot.admin !== 'ready';
  return [
    ...(slot.admin === 'maint' ? [] : [stateCommand(server, 'maint')]),
    ...(wasClosed && slot.inFlight === 0 && !isUnset(slot.address)
      ? [addressCommand(server, FREE_ADDRESS)]
      : []),
  ];
}

function stateCommand(server: string, state: 'ready' | 'drain' | 'maint'): string {
  return `set server ${server} state ${state}`;
}

function addressCommand(server: string, { address, port }: ServerAddress): string {
  return `set server ${server} addr ${address} port ${port}`;
}

/** How the running servers differ from the wanted slots, as clauses for people; empty when they agree. */
export function disagreements(running: readonly RunningServer[], wanted: readonly Slot[]): readonly string[] {
  const members = new Map(wanted.map((slot) => [slot.name, slot.member]));
  const found: string[] = [];
  for (const server of running) {
    const member = members.get(server.name);
    const is = `${server.name} is ${server.admin} at ${server.address} port ${server.port}`;
    if (member === undefined) {
      if (server.admin !== 'maint') found.push(`${is}, not in maintenance`);
    } else if (addressKey(member) !== addressKey(server)) {
      found.push(`${is}, not at ${member.address} port ${member.port}`);
    } else if (
      member.state === 'draining' ? server.admin === 'ready' : server.admin !== ADMIN_OF[member.state]
    ) {
      found.push(`${is}, not ${ADMIN_OF[member.state]}`);
    } else if (member.state !== 'draining' && member.weight !== server.weight) {
      found.push(`${is} with weight ${server.weight}, not ${member.weight}`);
    }
  }
  const names = new Set(running.map((server) => server.name));
  for (const slot of wanted) {
    if (slot.member !== undefined && !names.has(slot.name)) found.push(`${slot.name} does not exist`);
  }
  return found;
}
