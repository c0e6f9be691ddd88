import { AutoscalerError } from '../../core/errors.ts';
import { type ServiceRef, serviceKey } from '../../core/policy.ts';
import type { ArchivedFile } from './archive.ts';
import type { DockerClient } from './client.ts';
import type { TemplateImage } from './clone.ts';
import { statusOf } from './failures.ts';
import { InjectedFiles } from './injected-files.ts';
import { LABEL, nameOf } from './labels.ts';
import { separatorOf } from './naming.ts';
import { assertNoRefusals } from './refusals.ts';
import { listContainers } from './services.ts';
import type { Inspected, Listed } from './wire.ts';

/** What new replicas of a service are made from. */
export interface Template {
  readonly inspected: Inspected;
  readonly image: TemplateImage;
  /** What stands between the parts of the service's container names. */
  readonly separator: string;
  /** Files that Compose copied into the container, by their path from the root; being looked for. */
  readonly files: Promise<readonly ArchivedFile[]>;
}

/** Finds and reads templates; reads of one service that overlap are one. */
export class Templates {
  readonly #client: DockerClient;
  readonly #files: InjectedFiles;
  readonly #reading = new Map<string, Promise<Template>>();

  constructor(client: DockerClient) {
    this.#client = client;
    this.#files = new InjectedFiles(client);
  }

  /** Throws `E_NO_TEMPLATE`, `E_NOT_CLONEABLE`, `E_IMAGE_GONE`. */
  async of(ref: ServiceRef, signal: AbortSignal): Promise<Template> {
    const key = serviceKey(ref);
    const running = this.#reading.get(key);
    if (running !== undefined) return await running;
    const reading = this.#read(ref, signal).finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return await reading;
  }

  /** Tells that the container was made from the template, so that it need not be searched as one itself. */
  made(template: Template, containerId: string): void {
    this.#files.inherit(template.inspected.Id, containerId);
  }

  async #read(ref: ServiceRef, signal: AbortSignal): Promise<Template> {
    const chosen = chooseTemplate(await listContainers(this.#client, ref, signal));
    if (chosen === undefined) throw noTemplate(ref);
    const inspected = await this.#inspect(chosen.Id, ref, signal);
    assertNoRefusals(inspected, ref);
    const separator = separatorOf(nameOf([inspected.Name]), ref) ?? '-';
    const files = this.#files.of(inspected, signal);
    // Who does not wait for the files does not care that they could not be found.
    files.catch(() => undefined);
    return { inspected, image: await this.#image(inspected, signal), separator, files };
  }

  async #inspect(id: string, ref: ServiceRef, signal: AbortSignal): Promise<Inspected> {
    try {
      return await this.#client.call(
        `reading the template of ${serviceKey(ref)}`,
        signal,
        (docker, abortSignal) => {
          const options = { size: true, abortSignal };
          return docker.getContainer(id).inspect(options);
        },
      );
    } catch (error) {
      throw statusOf(error) === 404 ? noTemplate(ref) : error;
    }
  }

  /** By name where the name still means the same image, as Compose has it; otherwise by ID. */
  async #image(inspected: Inspected, signal: AbortSignal): Promise<TemplateImage> {
    const byName = await this.#inspectImage(inspected.Config.Image, signal).catch((error: unknown) => {
      if (error instanceof AutoscalerError && error.code === 'E_IMAGE_GONE') return undefined;
      throw error;
    });
    if (byName?.Id === inspected.Image)
      return { reference: inspected.Config.Image, entrypoint: words(byName.Config?.Entrypoint) };
    const byId = await this.#inspectImage(inspected.Image, signal);
    return { reference: inspected.Image, entrypoint: words(byId.Config?.Entrypoint) };
  }

  async #inspectImage(name: string, signal: AbortSignal) {
    return await this.#client.call(`reading the image ${name}`, signal, (docker) =>
      docker.getImage(name).inspect(),
    );
  }
}

/** The running container, else any, of the newest configuration; the newest of these. */
export function chooseTemplate(containers: readonly Listed[]): Listed | undefined {
  const newestFirst = [...containers]
    .filter((container) => container.State !== 'removing' && container.State !== 'dead')
    .sort((a, b) => b.Created - a.Created);
  const hash = newestFirst[0]?.Labels[LABEL.configHash];
  const current = newestFirst.filter((container) => container.Labels[LABEL.configHash] === hash);
  return current.find((container) => container.State === 'running') ?? current[0];
}

function words(entrypoint: string | string[] | null | undefined): readonly string[] {
  if (entrypoint === null || entrypoint === undefined) return [];
  return typeof entrypoint === 'string' ? [entrypoint] : entrypoint;
}

function noTemplate(ref: ServiceRef): AutoscalerError {
  return new AutoscalerError('E_NO_TEMPLATE', `${serviceKey(ref)} has no container to make replicas from.`, {
    fix: `Start it once: docker compose -p ${ref.project} up -d ${ref.service}`,
  });
}
