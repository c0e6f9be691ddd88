import type { DockerClient } from './client.ts';

/** What the engine's host has. */
export interface HostSize {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** The size of the engine's host, asked for once. */
export class HostSizeCache {
  readonly #client: DockerClient;
  #size: HostSize | undefined;

  constructor(client: DockerClient) {
    this.#client = client;
  }

  async get(signal: AbortSignal): Promise<HostSize> {
    if (this.#size !== undefined) return this.#size;
    const info = await readInfo(this.#client, signal);
    this.#size = { cpuCores: info.cpuCores, memoryBytes: info.memoryBytes };
    return this.#size;
  }
}

/** The host's size and the engine's clock, epoch milliseconds. */
export async function readInfo(
  client: DockerClient,
  signal: AbortSignal,
): Promise<HostSize & { readonly systemTime: number }> {
  const info: { NCPU: number; MemTotal: number; SystemTime: string } = await client.call(
    'asking for the host’s size',
    signal,
    (docker) => docker.info(),
  );
  return { cpuCores: info.NCPU, memoryBytes: info.MemTotal, systemTime: Date.parse(info.SystemTime) };
}
