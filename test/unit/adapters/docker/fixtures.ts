import type { Inspected, Listed } from '../../../../src/adapters/docker/wire.ts';
import type { ServiceRef } from '../../../../src/core/policy.ts';

/** The service the fixtures are of. */
export const REF: ServiceRef = { project: 'shop', service: 'web' };

/** A container ID, as all letters of one kind. */
export function idOf(letter: string): string {
  return letter.repeat(64);
}

/** What Compose labels its containers with. */
export function labelsOf(number: number, ref = REF): Record<string, string> {
  return {
    'com.docker.compose.config-hash': 'hash-1',
    'com.docker.compose.container-number': String(number),
    'com.docker.compose.depends_on': 'db:service_started:false',
    'com.docker.compose.image': 'sha256:image',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project': ref.project,
    'com.docker.compose.service': ref.service,
    'com.docker.compose.version': '2.40.3',
  };
}

/** A running container as the engine's list tells it. */
export function listed(number: number, changes: Partial<Listed> = {}): Listed {
  return {
    Id: idOf(String(number % 10)),
    Names: [`/${REF.project}-${REF.service}-${number}`],
    Image: 'web:1',
    ImageID: 'sha256:image',
    Command: 'node server.js',
    Created: 1_700_000_000 + number,
    Ports: [],
    Labels: labelsOf(number),
    State: 'running',
    Status: 'Up 3 minutes',
    HostConfig: { NetworkMode: 'shop_default' },
    NetworkSettings: { Networks: {} },
    Mounts: [],
    ...changes,
  };
}

const STATE: Inspected['State'] = {
  Status: 'running',
  Running: true,
  Paused: false,
  Restarting: false,
  OOMKilled: false,
  Dead: false,
  Pid: 4711,
  ExitCode: 0,
  Error: '',
  StartedAt: '2026-01-02T03:04:06.500000000Z',
  FinishedAt: '0001-01-01T00:00:00Z',
};

/** Parts of an inspection to put in place of the usual ones. */
export interface InspectedChanges {
  readonly top?: Partial<Inspected>;
  readonly config?: Partial<Inspected['Config']>;
  readonly host?: Inspected['HostConfig'];
  readonly state?: Partial<Inspected['State']>;
  readonly networks?: Inspected['NetworkSettings']['Networks'];
}

/** A running container as inspect tells it: number 1 of the service. */
export function inspected(changes: InspectedChanges = {}): Inspected {
  return {
    Id: idOf('a'),
    Created: '2026-01-02T03:04:05.900000000Z',
    Path: 'node',
    Args: ['server.js'],
    State: { ...STATE, ...changes.state },
    Image: 'sha256:image',
    ResolvConfPath: '',
    HostnamePath: '',
    HostsPath: '',
    LogPath: '',
    Name: '/shop-web-1',
    RestartCount: 0,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    GraphDriver: { Name: 'overlay2', Data: { DeviceId: '', DeviceName: '', DeviceSize: '' } },
    Mounts: [],
    HostConfig: { NetworkMode: 'shop_default', ...changes.host },
    Config: {
      Hostname: 'aaaaaaaaaaaa',
      Domainname: '',
      User: '',
      AttachStdin: false,
      AttachStdout: true,
      AttachStderr: true,
      ExposedPorts: { '8080/tcp': {} },
      Tty: false,
      OpenStdin: false,
      StdinOnce: false,
      Env: ['MODE=live'],
      Cmd: ['server.js'],
      Image: 'web:1',
      Volumes: {},
      WorkingDir: '/app',
      Entrypoint: ['node'],
      Labels: labelsOf(1),
      ...changes.config,
    },
    NetworkSettings: {
      SandboxID: '',
      Ports: {},
      SandboxKey: '',
      Networks: changes.networks ?? { shop_default: endpoint() },
    },
    ...changes.top,
  };
}

/** A container's place on a network as inspect tells it. */
export function endpoint(
  changes: Partial<Inspected['NetworkSettings']['Networks'][string]> = {},
): Inspected['NetworkSettings']['Networks'][string] {
  return {
    IPAMConfig: null,
    Links: null,
    Aliases: ['shop-web-1', 'web', 'aaaaaaaaaaaa'],
    NetworkID: 'network-1',
    EndpointID: 'endpoint-1',
    Gateway: '10.0.0.1',
    IPAddress: '10.0.0.2',
    IPPrefixLen: 24,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    MacAddress: '02:42:0a:00:00:02',
    ...changes,
  };
}
