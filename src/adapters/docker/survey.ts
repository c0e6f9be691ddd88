import { AutoscalerError } from '../../core/errors.ts';
import type { PublishedPort, SurveyedMount, SurveyedService, Surveyor } from '../../core/setup.ts';
import type { DockerClient } from './client.ts';
import { mapBounded } from './concurrency.ts';
import type { HostSizeCache } from './engine-info.ts';
import { cpuLimitOf } from './facts.ts';
import { LABEL, nameOf } from './labels.ts';
import { inspectIfThere } from './own-container.ts';
import { refusals } from './refusals.ts';
import { groupServices, listContainers } from './services.ts';
import { chooseTemplate } from './template.ts';
import type { Inspected, InspectedNetwork, Listed } from './wire.ts';

const CONCURRENT_READS = 16;
const CONFIG_FILES = 'com.docker.compose.project.config_files';

/** Reads a whole Compose project off the engine. */
export function dockerSurveyor(client: DockerClient, host: HostSizeCache): Surveyor {
  return {
    async survey(wanted, signal) {
      const [listed, { cpuCores }] = await Promise.all([
        listContainers(client, undefined, signal),
        host.get(signal),
      ]);
      const project = chooseProject(listed, wanted);
      const own = listed.filter(({ Labels }) => Labels[LABEL.project] === project);
      const groups = groupServices(own);
      const services = await mapBounded(groups, CONCURRENT_READS, async ({ ref, replicas }) => {
        const members = own.filter(({ Labels }) => Labels[LABEL.service] === ref.service);
        const template = chooseTemplate(members);
        const inspected = template && (await inspectIfThere(client, template.Id, signal));
        return inspected && { ...surveyed(inspected), ref, replicas, refusals: refusals(inspected, ref) };
      });
      return { project, cpuCores, services: services.filter((one) => one !== undefined).sort(byName) };
    },
  };
}

function byName({ ref: a }: SurveyedService, { ref: b }: SurveyedService): number {
  return a.service < b.service ? -1 : 1;
}

function chooseProject(listed: readonly Listed[], wanted: string | undefined): string {
  const projects = [...new Set(listed.flatMap(({ Labels }) => Labels[LABEL.project] ?? []))].sort();
  const [only, ...others] = projects;
  if (wanted !== undefined && projects.includes(wanted)) return wanted;
  if (wanted === undefined && only !== undefined && others.length === 0) return only;
  const there = only === undefined ? 'none runs' : `there are ${projects.join(', ')}`;
  if (wanted === undefined)
    throw new AutoscalerError(
      'E_PROJECT_UNKNOWN',
      `which Compose project is meant is not clear: ${there} on this engine`,
      { fix: 'Start the project with docker compose up -d, and name it with --project.' },
    );
  throw new AutoscalerError(
    'E_PROJECT_UNKNOWN',
    `no Compose project "${wanted}" has containers here: ${there}`,
    {
      fix: 'Start it with docker compose up -d, or name another with --project.',
    },
  );
}

type Facts = Omit<SurveyedService, 'ref' | 'replicas' | 'refusals'>;

function surveyed(inspected: Inspected): Facts {
  const { Config, HostConfig, NetworkSettings } = inspected;
  const networks: Readonly<Record<string, InspectedNetwork>> = NetworkSettings.Networks ?? {};
  const cpuLimitCores = cpuLimitOf(HostConfig);
  const labels = Config.Labels ?? {};
  const aliases = Object.values(networks).flatMap(({ Aliases }) => Aliases ?? []);
  return {
    image: Config.Image,
    argv: [inspected.Path, ...inspected.Args],
    command: Config.Cmd ?? [],
    mounts: inspected.Mounts.map(mountOf),
    published: publishedPorts(NetworkSettings.Ports),
    networks: new Map(Object.entries(networks).map(([name, { NetworkID }]) => [NetworkID, name])),
    hostNames: [...new Set([labels[LABEL.service] ?? '', ...aliases, nameOf([inspected.Name])])],
    ...(cpuLimitCores === undefined ? {} : { cpuLimitCores }),
    composeFiles: (labels[CONFIG_FILES] ?? '').split(',').filter((file) => file !== ''),
  };
}

function mountOf(mount: Inspected['Mounts'][number]): SurveyedMount {
  const kind = mount.Type === 'volume' || mount.Type === 'bind' ? mount.Type : 'other';
  const source = kind === 'volume' ? (mount.Name ?? mount.Source) : mount.Source;
  return { destination: mount.Destination, source, kind, isWritable: mount.RW };
}

type Ports = Readonly<
  Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
>;

function publishedPorts(ports: Ports | null | undefined): readonly PublishedPort[] {
  return Object.entries(ports ?? {}).flatMap(([port, hosts]) =>
    port.endsWith('/tcp')
      ? (hosts ?? []).map(({ HostIp, HostPort }) => ({
          port: Number.parseInt(port, 10),
          hostIp: HostIp,
          hostPort: Number(HostPort),
        }))
      : [],
  );
}
