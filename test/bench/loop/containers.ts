import type { Fleet, FleetContainer } from './fleet.ts';
import inspected from './payloads/inspected.json' with { type: 'json' };
import listed from './payloads/listed.json' with { type: 'json' };
import stats from './payloads/stats.json' with { type: 'json' };

const HAPROXY = ['haproxy', '-W', '-db', '-S', '/var/lib/haproxy/master.sock,mode,666'];
const CONFIGS = ['-f', '/usr/local/etc/haproxy/haproxy.cfg', '-f', '/usr/local/etc/haproxy/auto/'];

/** What an Engine 28.5 says of a container in its list. */
export function listedContainer({ project }: Fleet, container: FleetContainer): object {
  const network = listed.NetworkSettings.Networks.shop_default;
  return {
    ...listed,
    Id: container.id,
    Names: [`/${container.name}`],
    Labels: labelsOf(listed.Labels, project, container),
    Status: 'Up 3 hours (healthy)',
    NetworkSettings: { Networks: { [`${project}_default`]: { ...network, IPAddress: container.address } } },
  };
}

/** What it says when asked for one container; `socketDirectory` is where HAProxy's sockets are on the host. */
export function inspectedContainer(fleet: Fleet, container: FleetContainer, socketDirectory: string): object {
  const { project, balancer } = fleet;
  const [path = '', ...args] = container === balancer ? [...HAPROXY, ...CONFIGS] : ['node', 'server.js'];
  const network = inspected.NetworkSettings.Networks.shop_default;
  const mount = { Type: 'volume', Name: `${project}_run`, Destination: '/var/lib/haproxy' };
  return {
    ...inspected,
    Id: container.id,
    Name: `/${container.name}`,
    Path: path,
    Args: args,
    Mounts: container === balancer ? [{ ...mount, Source: socketDirectory }] : [],
    Config: { ...inspected.Config, Labels: labelsOf(inspected.Config.Labels, project, container) },
    NetworkSettings: {
      ...inspected.NetworkSettings,
      Networks: { [`${project}_default`]: { ...network, IPAddress: container.address } },
    },
  };
}

/** Its one-shot statistics `ms` after the start: half a core in use. */
export function containerStats(ms: number): object {
  const usage = { ...stats.cpu_stats.cpu_usage, total_usage: Math.round((ms / 2) * 1e6) };
  return { ...stats, read: new Date().toISOString(), cpu_stats: { ...stats.cpu_stats, cpu_usage: usage } };
}

function labelsOf(labels: Readonly<Record<string, string>>, project: string, container: FleetContainer) {
  return {
    ...labels,
    'com.docker.compose.project': project,
    'com.docker.compose.service': container.service,
    'com.docker.compose.container-number': String(container.number),
  };
}
