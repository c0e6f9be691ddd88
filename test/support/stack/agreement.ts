import { eventually } from '../wait.ts';
import { answeringHosts } from './answering.ts';
import { isServing, type ServiceContainer } from './containers.ts';
import { type HaproxyServer, isDraining, isInRotation } from './haproxy-servers.ts';

/** Where to look. */
interface Eyes {
  readonly urls: { readonly web: string };
  web(): Promise<readonly ServiceContainer[]>;
  servers(): Promise<readonly HaproxyServer[]>;
}

/** What engine, balancer and clients see of `web`. */
interface Sight {
  readonly replicas: readonly ServiceContainer[];
  /** By number, each with what is not as it should be. */
  readonly containers: readonly string[];
  readonly inRotation: number;
  readonly draining: number;
  readonly answering: readonly string[];
}

/**
 * Waits until `count` replicas serve and there is no other container of `web`, HAProxy has that many servers in
 * rotation and none in a drain, and exactly these replicas answer through it. Asks at least once.
 */
export async function awaitAgreement(
  stack: Eyes,
  count: number,
  timeoutMs: number,
): Promise<readonly ServiceContainer[]> {
  const look = async (): Promise<Sight> => {
    const replicas = await stack.web();
    const containers = replicas.map(({ number, state, health }) => `${number} ${state} ${health}`);
    const sight = { replicas, containers, inRotation: 0, draining: 0, answering: [] };
    if (replicas.length !== count || !replicas.every(isServing)) return sight;
    const servers = await stack.servers();
    const inRotation = servers.filter(isInRotation).length;
    const draining = servers.filter(isDraining).length;
    if (inRotation !== count || draining > 0) return { ...sight, inRotation, draining };
    const answering = [...(await answeringHosts(stack.urls.web, count))].sort();
    return { ...sight, inRotation, draining, answering };
  };
  const agrees = ({ replicas, answering }: Sight) =>
    answering.length === count && replicas.every(({ id }) => answering.includes(id.slice(0, 12)));
  let last: Sight | undefined;
  try {
    await eventually(
      async () => {
        last = await look();
        return agrees(last);
      },
      Boolean,
      timeoutMs,
    );
    return last?.replicas ?? [];
  } catch {
    const { replicas: _, ...seen } = last ?? {};
    throw new Error(`no ${count} replicas in agreement after ${timeoutMs} ms: ${JSON.stringify(seen)}`);
  }
}
