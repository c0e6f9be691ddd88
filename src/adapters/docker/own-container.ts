import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { DockerClient } from './client.ts';
import { statusOf } from './failures.ts';
import type { Inspected } from './wire.ts';

/** Container IDs that this process may run in, the likeliest first. */
export function idCandidates(mountInfo: string, cgroup: string, host: string): readonly string[] {
  const mounted = /\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)/.exec(mountInfo)?.[1];
  const grouped = /(?:^|[/-])([0-9a-f]{64})(?:\.scope)?$/m.exec(cgroup)?.[1];
  const named = /^[0-9a-f]{12}$/.test(host) ? host : undefined;
  return [...new Set([mounted, grouped, named].filter((id) => id !== undefined))];
}

/** The container this process runs in, when it is one of the same engine; looked up once. */
export class OwnContainer {
  readonly #client: DockerClient;
  #found: { readonly inspected: Inspected | undefined } | undefined;

  constructor(client: DockerClient) {
    this.#client = client;
  }

  async get(signal: AbortSignal): Promise<Inspected | undefined> {
    this.#found ??= { inspected: await this.#find(signal) };
    return this.#found.inspected;
  }

  async #find(signal: AbortSignal): Promise<Inspected | undefined> {
    const [mountInfo, cgroup] = await Promise.all([proc('mountinfo'), proc('cgroup')]);
    for (const id of idCandidates(mountInfo, cgroup, hostname())) {
      const inspected = await inspectIfThere(this.#client, id, signal);
      if (inspected?.State.Running) return inspected;
    }
    return undefined;
  }
}

/** An address of the host. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a container publishes a TCP port; every address of the host counts as its loopback. */
export function publishedAddress(container: Inspected | undefined, port: number): HostAddress | undefined {
  const ports: Readonly<Record<string, readonly Binding[] | null>> = container?.NetworkSettings.Ports ?? {};
  const binding = ports[`${port}/tcp`]?.[0];
  if (binding === undefined) return undefined;
  const isEvery = ['', '0.0.0.0', '::'].includes(binding.HostIp);
  return { host: isEvery ? '127.0.0.1' : binding.HostIp, port: Number(binding.HostPort) };
}

interface Binding {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** A container by ID or name, undefined when there is none. */
export async function inspectIfThere(
  client: DockerClient,
  idOrName: string,
  signal: AbortSignal,
): Promise<Inspected | undefined> {
  try {
    return await client.call(`looking for the container ${idOrName}`, signal, (docker, abortSignal) =>
      docker.getContainer(idOrName).inspect({ abortSignal }),
    );
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** A file of this process under /proc; empty where there is none, as outside Linux. */
async function proc(name: string): Promise<string> {
  return await readFile(`/proc/self/${name}`, 'utf8').catch(() => '');
}
