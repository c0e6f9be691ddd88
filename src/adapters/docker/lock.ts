import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { AutoscalerError } from '../../core/errors.ts';
import type { EngineLock, HeldLock, LockHolder } from '../../core/ports.ts';
import type { DockerClient } from './client.ts';
import { readInfo } from './engine-info.ts';
import { type EngineClock, RenewedLock } from './held-lock.ts';
import { nameOf } from './labels.ts';
import { LockContainer, type StandingLock } from './lock-container.ts';
import { inspectIfThere, type OwnContainer } from './own-container.ts';
import { ownIdentity, type ProcessIdentity, shareProcessIds, startTimeOf } from './process-identity.ts';

/** A lease that was not renewed for so long says that its holder is dead, where nothing better does. */
const LEASE_MS = 15_000;
/** How long the name may be taken without a container that has it: one is being made, or removed. */
const UNSETTLED_MS = 15_000;
const UNSETTLED_POLL_MS = 50;

const UNKNOWN: Omit<LockHolder, 'since'> = {
  description: 'a controller of another version',
  journalId: '',
  kind: 'controller',
};

/** The engine's lock, kept on the engine itself. */
export class DockerEngineLock implements EngineLock {
  readonly #client: DockerClient;
  readonly #own: OwnContainer;
  readonly #lock: LockContainer;
  readonly #instance = randomUUID();
  #held: RenewedLock | undefined;

  constructor(client: DockerClient, own: OwnContainer, name: string) {
    this.#client = client;
    this.#own = own;
    this.#lock = new LockContainer(client, name);
  }

  async acquire(
    kind: LockHolder['kind'],
    journalId: string,
    signal: AbortSignal,
  ): Promise<{ readonly held: HeldLock } | { readonly holder: LockHolder }> {
    const identity = await ownIdentity(this.#own, signal);
    const holder = await this.#describe(kind, journalId, identity, signal);
    const record = { holder, identity, instance: this.#instance };
    const clock = await this.#clock(signal);
    const begun = performance.now();
    while (performance.now() - begun < UNSETTLED_MS) {
      const containerId = await this.#lock.take(record, signal);
      if (containerId !== undefined) {
        this.#held = new RenewedLock(this.#lock, containerId, record, clock);
        return { held: this.#held };
      }
      const standing = await this.#lock.read(signal);
      if (standing === undefined) await sleep(UNSETTLED_POLL_MS);
      else if (await this.#isAlive(standing, identity, clock, signal)) return { holder: holderOf(standing) };
      else await this.#lock.remove(standing.containerId, signal);
    }
    throw new AutoscalerError(
      'E_LOCKED',
      `The name of the lock ${this.#lock.name} is taken, but by no container.`,
      {
        fix: `Look for it with: docker ps -a --filter name=${this.#lock.name}`,
      },
    );
  }

  async holder(signal: AbortSignal): Promise<LockHolder | undefined> {
    const standing = await this.#lock.read(signal);
    if (standing === undefined) return undefined;
    const identity = await ownIdentity(this.#own, signal);
    const alive = await this.#isAlive(standing, identity, await this.#clock(signal), signal);
    return alive ? holderOf(standing) : undefined;
  }

  /** The surest sign that can be had: the holder's container, then its process, then its lease. */
  async #isAlive(
    standing: StandingLock,
    self: ProcessIdentity,
    clock: EngineClock,
    signal: AbortSignal,
  ): Promise<boolean> {
    const theirs = standing.record?.identity;
    if (this.#held?.holds(standing.containerId)) return true;
    if (standing.record?.instance === this.#instance) return false;
    if (theirs?.container !== undefined) {
      const inspected = await inspectIfThere(this.#client, theirs.container.id, signal);
      if (!inspected?.State.Running || inspected.State.StartedAt !== theirs.container.startedAt) return false;
    }
    if (theirs !== undefined && shareProcessIds(theirs, self))
      return (await startTimeOf(theirs.pid)) === theirs.startTime;
    return clock() - (await this.#lock.renewedAt(standing, signal)) <= LEASE_MS;
  }

  async #describe(
    kind: LockHolder['kind'],
    journalId: string,
    identity: ProcessIdentity,
    signal: AbortSignal,
  ): Promise<LockHolder> {
    const container = await this.#own.get(signal);
    const since = Date.now();
    if (container === undefined)
      return { description: `process ${identity.pid} on ${hostname()}`, journalId, kind, since };
    const description = `container ${nameOf([container.Name])} (${container.Id.slice(0, 12)})`;
    return { description, containerId: container.Id, journalId, kind, since };
  }

  async #clock(signal: AbortSignal): Promise<EngineClock> {
    const { systemTime } = await readInfo(this.#client, signal);
    const asked = performance.now();
    return () => systemTime + (performance.now() - asked);
  }
}

function holderOf(standing: StandingLock): LockHolder {
  return standing.record?.holder ?? { ...UNKNOWN, since: standing.createdAt };
}
