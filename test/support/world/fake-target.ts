import { AutoscalerError } from '../../../src/core/errors.ts';
import type { ServiceRef } from '../../../src/core/policy.ts';
import type { Clock, Target } from '../../../src/core/ports.ts';
import { isRunning, type Replica } from '../../../src/core/replica.ts';
import { type Container, replicaOf } from './container.ts';
import type { Docker } from './docker.ts';
import type { Around } from './faults.ts';

const LATENCY_MS = 5;
const POLL_MS = 100;

/** The docstrings of `Target`, on the fake engine. What was asked of the engine it does, even if nobody waits any more. */
export function fakeTarget(docker: Docker, clock: Clock, around: Around): Target {
  const late = () => clock.sleep(LATENCY_MS);
  return {
    list: () =>
      around('list', undefined, async () => {
        await late();
        return docker.services();
      }),
    assertCloneable: (ref) =>
      around('assert-cloneable', undefined, async () => {
        await late();
        templateOf(docker, ref);
      }),
    create: (ref, number) =>
      around('create', number, async () => {
        await late();
        templateOf(docker, ref);
        if (docker.containers.some((c) => c.number === number))
          throw new AutoscalerError('E_NAME_TAKEN', `web-${number} exists already`);
        return replicaOf(docker.create(ref, number));
      }),
    start: (replica) =>
      around('start', replica.number, async () => {
        await late();
        const container = containerOf(docker, replica, 'E_START_FAILED');
        docker.start(container);
        return replicaOf(container);
      }),
    awaitReady: (replica, { timeoutMs }, signal) =>
      around('await-ready', replica.number, () =>
        awaitReady(docker, clock, replica, clock.now() + timeoutMs, signal),
      ),
    stop: (replica) =>
      around('stop', replica.number, async () => {
        await late();
        const container = docker.find(replica.id);
        if (container) await docker.stop(container, 'controller');
      }),
    remove: (replica) =>
      around('remove', replica.number, async () => {
        await late();
        const container = docker.find(replica.id);
        if (container && isRunning(container))
          throw new AutoscalerError('E_DOCKER_API', `cannot remove the running container ${replica.name}`);
        if (container) docker.remove(container);
      }),
    hostUse: () =>
      around('host-use', undefined, async () => {
        const [cpuCores, memoryBytes] = [8, 8e9];
        return { cpuCores, memoryBytes, ...NOTHING_USED };
      }),
    watch: (onChange, signal) => docker.watch(onChange, signal),
  };
}

const NOTHING_USED = { usedCpuCores: 0, usedMemoryBytes: 0, replicaCpuCores: 1, replicaMemoryBytes: 1e9 };

function templateOf(docker: Docker, ref: ServiceRef): void {
  if (docker.containers.length === 0)
    throw new AutoscalerError('E_NO_TEMPLATE', `${ref.service} has no container to clone from`);
}

function containerOf(docker: Docker, replica: Replica, code: 'E_START_FAILED'): Container {
  const container = docker.find(replica.id);
  if (container) return container;
  throw new AutoscalerError(code, `${replica.name} is not there any more`);
}

async function awaitReady(
  docker: Docker,
  clock: Clock,
  replica: Replica,
  deadline: number,
  signal: AbortSignal,
): Promise<Replica> {
  for (;;) {
    const container = containerOf(docker, replica, 'E_START_FAILED');
    if (container.state === 'ready') return replicaOf(container);
    if (container.state === 'unhealthy')
      throw new AutoscalerError('E_UNHEALTHY', `${replica.name} is unhealthy`);
    if (!isRunning(container)) throw new AutoscalerError('E_CRASH_LOOP', `${replica.name} exited`);
    if (clock.now() >= deadline)
      throw new AutoscalerError('E_NOT_READY_IN_TIME', `${replica.name} was not ready in time`);
    await clock.sleep(POLL_MS, signal);
  }
}
