import { posix } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';
import { type ServiceRef, serviceKey } from '../../core/policy.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import type { DockerClient } from './client.ts';
import { readContainerFile, writeContainerFiles } from './container-files.ts';
import { execIn } from './exec.ts';
import { engineMessage, statusOf } from './failures.ts';
import { nameOf } from './labels.ts';
import { inspectIfThere, type OwnContainer } from './own-container.ts';
import { hostPathOf, isReachable, sharedPath } from './reachable-path.ts';
import { listContainers } from './services.ts';
import type { Inspected } from './wire.ts';

/** Work inside containers over the engine's API. */
export function dockerContainerHost(client: DockerClient, own: OwnContainer): ContainerHost {
  return {
    find: (ref, signal) => find(client, ref, signal),
    exec: (id, argv, options) => orMissing(id, () => execIn(client, id, argv, options)),
    writeFile: (id, path, content, signal) => writeFile(client, id, path, content, signal),
    readFile: (id, path, signal) =>
      orMissing(id, async () =>
        (await readContainerFile(client, id, path, signal))?.content.toString('utf8'),
      ),
    kill: (id, killSignal, signal) =>
      orMissing(id, () =>
        client.call(`sending ${killSignal}`, signal, async (docker, abortSignal) => {
          await docker.getContainer(id).kill({ signal: killSignal, abortSignal });
        }),
      ),
    reachablePath: (id, path, signal) => reachablePath(client, own, id, path, signal),
  };
}

async function find(client: DockerClient, ref: ServiceRef, signal: AbortSignal): Promise<BalancerContainer> {
  const listed = await listContainers(client, ref, signal);
  const running = listed.find((container) => container.State === 'running');
  const inspected = running === undefined ? undefined : await inspectIfThere(client, running.Id, signal);
  if (inspected?.State.Running) return balancerContainer(inspected);
  const state = listed[0] === undefined ? 'has no container' : `is “${withoutAge(listed[0].Status)}”`;
  const why =
    listed[0] === undefined ? '' : `See why in its log: docker logs ${nameOf(listed[0].Names)}; then start`;
  throw new AutoscalerError('E_BALANCER_MISSING', `The balancer ${serviceKey(ref)} ${state}.`, {
    fix: `${why || 'Start'} it: docker compose -p ${ref.project} up -d ${ref.service}`,
  });
}

/** `Exited (137) 24 seconds ago` as `Exited (137)`: a message that changes each second would be logged each second. */
function withoutAge(status: string): string {
  return /^\w+( \(-?\d+\))?/.exec(status)?.[0] ?? status;
}

function balancerContainer(inspected: Inspected): BalancerContainer {
  const networks = Object.values(inspected.NetworkSettings.Networks);
  const addresses = networks.map((network) => [
    network.NetworkID,
    network.IPAddress || network.GlobalIPv6Address,
  ]);
  return {
    id: inspected.Id,
    name: nameOf([inspected.Name]),
    startedAt: Date.parse(inspected.State.StartedAt),
    command: [inspected.Path, ...inspected.Args],
    networkIds: networks.map((network) => network.NetworkID),
    hasIpv6: networks.some((network) => Boolean(network.GlobalIPv6Address)),
    addresses: Object.fromEntries(addresses.filter(([, address]) => address !== '')),
  };
}

async function writeFile(
  client: DockerClient,
  id: string,
  path: string,
  content: string,
  signal: AbortSignal,
): Promise<void> {
  const file = { path: posix.basename(path), content: Buffer.from(content), mode: 0o644, uid: 0, gid: 0 };
  try {
    await writeContainerFiles(client, id, posix.dirname(path), [file], signal);
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    throw new AutoscalerError('E_BALANCER_WRITE', `${path} could not be written: ${engineMessage(error)}`, {
      fix: `Check that ${posix.dirname(path)} is a directory in the balancer’s container, and not mounted read-only.`,
      cause: error,
    });
  }
}

/** A container that is gone or does not run is a missing balancer to whoever works in it. */
async function orMissing<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const status = statusOf(error);
    if (status !== 404 && status !== 409) throw error;
    const short = id.slice(0, 12);
    throw new AutoscalerError(
      'E_BALANCER_MISSING',
      `The container ${short} does not run: ${engineMessage(error)}`,
      {
        fix: 'Start the balancer again: docker compose up -d',
        cause: error,
      },
    );
  }
}

async function reachablePath(
  client: DockerClient,
  own: OwnContainer,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const theirs = (await inspectIfThere(client, id, signal))?.Mounts ?? [];
  const mine = await own.get(signal);
  const isSameHost = client.endpoint.kind === 'socket';
  const candidate =
    mine === undefined ? isSameHost && hostPathOf(theirs, path) : sharedPath(mine.Mounts, theirs, path);
  return candidate && (await isReachable(candidate)) ? candidate : undefined;
}
