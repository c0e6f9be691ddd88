import type { TrafficMeter } from '../../core/audit.ts';
import type { DockerClient } from './client.ts';
import { mapBounded } from './concurrency.ts';
import { statusOf } from './failures.ts';

const CONCURRENT_READS = 16;

interface NetworkStats {
  readonly networks?: Readonly<Record<string, { readonly rx_bytes?: number }>>;
}

/** What containers received, by the engine's own counters. */
export function dockerTrafficMeter(client: DockerClient): TrafficMeter {
  return {
    async received(ids, signal) {
      const pairs = await mapBounded(ids, CONCURRENT_READS, async (id) => {
        const bytes = await readReceived(client, id, signal);
        return bytes === undefined ? [] : [[id, bytes] as const];
      });
      return new Map(pairs.flat());
    },
  };
}

async function readReceived(
  client: DockerClient,
  id: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const { networks }: NetworkStats = await client.call(
      'reading container statistics',
      signal,
      (docker, abortSignal) => {
        const options = { stream: false, 'one-shot': true, abortSignal } as const;
        return docker.getContainer(id).stats(options);
      },
    );
    return networks && Object.values(networks).reduce((sum, { rx_bytes = 0 }) => sum + rx_bytes, 0);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
