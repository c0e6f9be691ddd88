import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AutoscalerError } from '../../core/errors.ts';
import { packFiles } from './archive.ts';
import type { DockerClient } from './client.ts';
import { readContainerFile, writeContainerFiles } from './container-files.ts';
import { type LockRecord, parseLease, parseRecord } from './lock-record.ts';
import { inspectIfThere } from './own-container.ts';
import { removeContainer } from './stop.ts';

/** A lock as it stands on the engine. */
export interface StandingLock {
  readonly containerId: string;
  /** Undefined when it is not in a form we know. */
  readonly record: LockRecord | undefined;
  /** By the engine's clock, epoch milliseconds. */
  readonly createdAt: number;
}

const RECORD_LABEL = 'io.github.compose-autoscaler.lock';
const LEASE = 'lease.json';
const IMAGE = { repo: 'compose-autoscaler/lock', tag: '1' };

/**
 * The lock as a container that is created and never started: the engine gives a name only once, which makes its
 * creation the acquisition. Its image is an empty one.
 */
export class LockContainer {
  readonly name: string;
  readonly #client: DockerClient;

  constructor(client: DockerClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  /** Takes the lock and returns its container's ID, or undefined when it is taken. */
  async take(record: LockRecord, signal: AbortSignal): Promise<string | undefined> {
    try {
      return await this.#create(record, signal);
    } catch (error) {
      if (isCode(error, 'E_NAME_TAKEN')) return undefined;
      if (!isCode(error, 'E_IMAGE_GONE')) throw error;
    }
    await this.#importImage(signal);
    return await this.#create(record, signal).catch((error: unknown) => {
      if (isCode(error, 'E_NAME_TAKEN')) return undefined;
      throw error;
    });
  }

  async read(signal: AbortSignal): Promise<StandingLock | undefined> {
    const inspected = await inspectIfThere(this.#client, this.name, signal);
    if (inspected === undefined) return undefined;
    return {
      containerId: inspected.Id,
      record: parseRecord(inspected.Config.Labels?.[RECORD_LABEL]),
      createdAt: Date.parse(inspected.Created),
    };
  }

  /** Takes away exactly this lock, never one that was taken after it; gone already is success. */
  async remove(containerId: string, signal: AbortSignal): Promise<void> {
    await removeContainer(this.#client, containerId, this.name, signal);
  }

  /** `renewedAt` is by the engine's clock, epoch milliseconds. Fails with status 404 when the lock is gone. */
  async renew(containerId: string, renewedAt: number, signal: AbortSignal): Promise<void> {
    const content = Buffer.from(JSON.stringify({ renewedAt }));
    const lease = { path: LEASE, content, mode: 0o644, uid: 0, gid: 0 };
    await writeContainerFiles(this.#client, containerId, '/', [lease], signal);
  }

  /** When the lock was last renewed; its creation counts. */
  async renewedAt(lock: StandingLock, signal: AbortSignal): Promise<number> {
    const lease = await readContainerFile(this.#client, lock.containerId, `/${LEASE}`, signal).catch(
      () => undefined,
    );
    return Math.max(lock.createdAt, parseLease(lease?.content.toString('utf8')) ?? 0);
  }

  async #create(record: LockRecord, signal: AbortSignal): Promise<string> {
    return await this.#client.call('taking the lock', signal, async (docker, abortSignal) => {
      const container = await docker.createContainer({
        name: this.name,
        Image: `${IMAGE.repo}:${IMAGE.tag}`,
        Cmd: ['never-started'],
        Labels: { [RECORD_LABEL]: JSON.stringify(record) },
        NetworkDisabled: true,
        abortSignal,
      });
      return container.id;
    });
  }

  async #importImage(signal: AbortSignal): Promise<void> {
    const archive = await packFiles([]);
    const said = await this.#client.call(
      'making the lock’s empty image',
      signal,
      async (docker, abortSignal) => {
        const options = { ...IMAGE, abortSignal };
        return await text(await docker.importImage(Readable.from([archive]), options));
      },
    );
    if (!said.includes('"error"')) return;
    throw new AutoscalerError('E_DOCKER_API', `The lock’s empty image could not be made: ${said.trim()}`);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof AutoscalerError && error.code === code;
}
