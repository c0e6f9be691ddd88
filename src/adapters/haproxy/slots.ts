import type { Member } from '../../core/ports.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import { addressKey } from '../../core/server-address.ts';
import { isUnset } from './address.ts';
import type { AdminState } from './parse.ts';

/** The weight of a full share of requests. */
export const FULL_WEIGHT = 100;

/** A place for one server in the generated backend, as the running HAProxy has it. */
export interface RunningSlot extends ServerAddress {
  /** `s1`, `s2`, … */
  readonly name: string;
  readonly admin: AdminState;
  /** Requests being served or queued there. */
  readonly inFlight: number;
  /** Share of requests, in % of a full one. */
  readonly weight: number;
}

/** A member with its address, as the backend is meant to carry it. */
export interface PlacedMember extends ServerAddress {
  readonly replicaId: string;
  readonly replicaName: string;
  /** As `RunningSlot.weight`. */
  readonly weight: number;
  readonly state: Member['state'];
}

/** A slot as it is meant to be; without a member it is free. */
export interface Slot {
  readonly name: string;
  readonly member?: PlacedMember;
}

/** What `assignSlots` decides from. */
export interface SlotInput {
  readonly running: readonly RunningSlot[];
  /** Addresses by slot name as the file on disk has them; they count only where the running slot is free. */
  readonly file: ReadonlyMap<string, ServerAddress>;
  readonly members: readonly PlacedMember[];
  /** Slots that the backend has at the least. */
  readonly atLeast: number;
}

/**
 * Gives every member a slot: the one that has its address already, running before on file, else the lowest free one.
 * A slot that still serves requests, or may get some, is never given to another address. A draining member that no
 * slot has gets none. Returns all slots in order, more than the running ones if those do not suffice.
 */
export function assignSlots(input: SlotInput): readonly Slot[] {
  const placed = new Map<string, PlacedMember>();
  const homeless: PlacedMember[] = [];
  const byRank = input.running.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || slotNumber(a.name) - slotNumber(b.name),
  );
  for (const member of distinct(input.members)) {
    const key = addressKey(member);
    const home = byRank.find((slot) => addressKey(slot) === key);
    if (home !== undefined) placed.set(home.name, member);
    else if (member.state !== 'draining') homeless.push(member);
  }
  for (const member of homeless) placed.set(freeSlotFor(member, input, placed), member);
  const used = Math.max(0, ...[...placed.keys()].map(slotNumber));
  return Array.from({ length: Math.max(input.atLeast, used) }, (_, index) => {
    const name = slotName(index + 1);
    const member = placed.get(name);
    return member === undefined ? { name } : { name, member };
  });
}

function freeSlotFor(
  member: PlacedMember,
  input: SlotInput,
  placed: ReadonlyMap<string, PlacedMember>,
): string {
  const running = new Map(input.running.map((slot) => [slot.name, slot]));
  const isFree = (name: string) => {
    const slot = running.get(name);
    return !placed.has(name) && (slot === undefined || isReusable(slot));
  };
  const key = addressKey(member);
  for (const [name, address] of input.file) {
    if (running.has(name) && isFree(name) && addressKey(address) === key) return name;
  }
  for (let number = 1; ; number += 1) {
    if (isFree(slotName(number))) return slotName(number);
  }
}

/** Whether the slot can take another address: it gets no new requests and serves none. */
function isReusable(slot: RunningSlot): boolean {
  return slot.inFlight === 0 && (isUnset(slot.address) || slot.admin !== 'ready');
}

/** Of several slots with one address the one in use comes first. */
function rankOf(slot: RunningSlot): number {
  return { ready: 0, drain: 1, maint: 2 }[slot.admin];
}

function rankIn({ state }: PlacedMember): number {
  return { active: 0, joining: 1, draining: 2 }[state];
}

/** One member per address: the one that is the furthest in. */
function distinct(members: readonly PlacedMember[]): readonly PlacedMember[] {
  const byAddress = new Map<string, PlacedMember>();
  for (const member of members) {
    const other = byAddress.get(addressKey(member));
    if (other === undefined || rankIn(member) < rankIn(other)) byAddress.set(addressKey(member), member);
  }
  return [...byAddress.values()];
}

/** The name of the slot with this number, from 1. */
export function slotName(number: number): string {
  return `s${number}`;
}

/** The number in a slot's name; 0 for a server that is not one of ours. */
export function slotNumber(name: string): number {
  const match = /^s([1-9]\d{0,5})$/.exec(name);
  return match === null ? 0 : Number(match[1]);
}
