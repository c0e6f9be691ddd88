import type { ServiceRef } from '../../core/policy.ts';
import { serviceKey } from '../../core/policy.ts';
import type { Replica } from '../../core/replica.ts';
import type { DockerClient } from './client.ts';
import { type Clone, cloneContainer } from './clone.ts';
import { writeContainerFiles } from './container-files.ts';
import { statusOf } from './failures.ts';
import { LABEL } from './labels.ts';
import { replicaName } from './naming.ts';
import { inspectIfThere } from './own-container.ts';
import { replicaFromInspect } from './replica.ts';
import { removeContainer } from './stop.ts';
import type { Template } from './template.ts';
import type { Inspected } from './wire.ts';

const CREATE_DEADLINE_MS = 60_000;
const UNDO_DEADLINE_MS = 15_000;

/**
 * Creates the replica `number` beside the template, in all of its networks, without starting it. A half-made
 * container is taken away again. Throws `E_IMAGE_GONE`, `E_NAME_TAKEN`.
 */
export async function createReplica(
  client: DockerClient,
  ref: ServiceRef,
  template: Template,
  number: number,
  signal: AbortSignal,
): Promise<Replica> {
  const name = replicaName(ref, number, template.separator);
  const clone = cloneContainer(template.inspected, template.image, { name, number });
  const id = await createContainer(client, clone, name, `creating ${name} of ${serviceKey(ref)}`, signal);
  try {
    await joinNetworks(client, id, clone, signal);
    const files = await template.files;
    if (files.length > 0) await writeContainerFiles(client, id, '/', files, signal);
    const inspected: Inspected = await client.call(`reading ${name}`, signal, (docker, abortSignal) =>
      docker.getContainer(id).inspect({ abortSignal }),
    );
    return replicaFromInspect(inspected);
  } catch (error) {
    await removeContainer(client, id, name, AbortSignal.timeout(UNDO_DEADLINE_MS)).catch(() => undefined);
    throw error;
  }
}

async function createContainer(
  client: DockerClient,
  clone: Clone,
  name: string,
  what: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await client.call(
      what,
      signal,
      async (docker, abortSignal) => (await docker.createContainer({ ...clone.body, abortSignal })).id,
      CREATE_DEADLINE_MS,
    );
  } catch (error) {
    if (statusOf(error) === undefined) await removeUnanswered(client, name, clone).catch(() => undefined);
    throw error;
  }
}

/** The engine may have made the container although its answer did not come. */
async function removeUnanswered(client: DockerClient, name: string, clone: Clone): Promise<void> {
  const signal = AbortSignal.timeout(UNDO_DEADLINE_MS);
  const inspected = await inspectIfThere(client, name, signal);
  const isOurs = inspected?.Config.Labels[LABEL.configHash] === clone.body.Labels?.[LABEL.configHash];
  if (inspected?.State.Status === 'created' && isOurs)
    await removeContainer(client, inspected.Id, name, signal);
}

async function joinNetworks(
  client: DockerClient,
  id: string,
  clone: Clone,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, endpoint } of clone.connectLater) {
    await client.call(
      `connecting ${clone.body.name} to the network ${name}`,
      signal,
      (docker, abortSignal) => {
        const options = { Container: id, EndpointConfig: endpoint, abortSignal };
        return docker.getNetwork(name).connect(options);
      },
    );
  }
}
