import { posix } from 'node:path';
import { COMPOSE_FILE, type SetupLines, type SurveyedService } from '../../../core/setup.ts';
import { composeSource, mountOf } from '../../../core/setup-mounts.ts';
import type { ConfigLine, Section } from './sections.ts';

const RUN = '/var/lib/haproxy';

/** The Runtime API as it is, or is to be, reached. */
export interface SocketSetup {
  /** For `balancer.socket`. */
  readonly socket: string;
  readonly lines: readonly SetupLines[];
  /** What the autoscaler has to mount, as a Compose file names it. */
  readonly shared: readonly string[];
  /** The directory of sockets that is, or is to be, shared. */
  readonly directory: string | undefined;
}

interface StatsSocket {
  readonly line: ConfigLine;
  readonly address: string;
  readonly isAdmin: boolean;
  /** Whether any user may open it, as the autoscaler's image is one of its own. */
  readonly isOpen: boolean;
}

/** Finds a socket that will do, or the lines for one. */
export function socketSetup(balancer: SurveyedService, sections: readonly Section[]): SocketSetup {
  const { project, service } = balancer.ref;
  const sockets = statsSockets(sections);
  for (const { address, isAdmin, isOpen } of sockets) {
    const path = pathOf(address);
    const mount = path === undefined ? undefined : mountOf(balancer, posix.dirname(path));
    if (path !== undefined && isAdmin && isOpen && mount?.isWritable === true)
      return {
        socket: path,
        lines: [],
        shared: [composeSource(mount, project)],
        directory: posix.dirname(path),
      };
  }
  const port = sockets
    .filter(({ isAdmin }) => isAdmin)
    .map(({ address }) => portOf(address))
    .find(Boolean);
  if (port !== undefined)
    return { socket: `tcp://${service}:${port}`, lines: [], shared: [], directory: undefined };
  return newSocket(balancer, sections, sockets);
}

function newSocket(
  balancer: SurveyedService,
  sections: readonly Section[],
  sockets: readonly StatsSocket[],
): SocketSetup {
  const socket = `${RUN}/admin.sock`;
  const mount = mountOf(balancer, RUN);
  const volume =
    mount === undefined ? `${balancer.ref.service}-run` : composeSource(mount, balancer.ref.project);
  const global = sections.find(({ kind }) => kind === 'global');
  const same = sockets.find(({ address }) => pathOf(address) === socket);
  const line = `stats socket ${socket} mode 666 level admin expose-fd listeners`;
  const lines: SetupLines = {
    file: global?.at.file ?? sections[0]?.at.file ?? 'haproxy.cfg',
    where: global === undefined ? 'at the top' : 'in global',
    lines: global === undefined ? ['global', `  ${line}`] : [line],
    ...(same === undefined ? {} : { insteadOf: same.line.text }),
    why: sockets.length === 0 ? WHY : `${WHY}; ${whyNot(sockets[0])}`,
  };
  const volumes: SetupLines = {
    file: COMPOSE_FILE,
    where: `services.${balancer.ref.service}.volumes`,
    lines: [`- ${volume}:${RUN}`],
    why: 'the socket’s directory, shared with the autoscaler alone',
  };
  return {
    socket,
    lines: mount === undefined ? [lines, volumes] : [lines],
    shared: [volume],
    directory: RUN,
  };
}

const WHY = 'the Runtime API, by which replicas come and go without a reload';

function whyNot(socket: StatsSocket | undefined): string {
  if (socket === undefined) return '';
  const lacks = !socket.isAdmin
    ? 'is not of level admin'
    : !socket.isOpen && pathOf(socket.address) !== undefined
      ? 'cannot be opened by the autoscaler’s user'
      : 'lies in a directory that is on no volume';
  return `the one in line ${socket.line.number} ${lacks}`;
}

function statsSockets(sections: readonly Section[]): readonly StatsSocket[] {
  return sections
    .filter(({ kind }) => kind === 'global')
    .flatMap(({ lines }) =>
      lines.flatMap((line): StatsSocket[] => {
        const { words } = line;
        const [first, second, address] = words;
        if (first !== 'stats' || second !== 'socket' || address === undefined) return [];
        const mode = words[words.indexOf('mode') + 1];
        const isAdmin = words[words.indexOf('level') + 1] === 'admin' && words.includes('level');
        return [{ line, address, isAdmin, isOpen: words.includes('mode') && /[67]$/.test(mode ?? '') }];
      }),
    );
}

function pathOf(address: string): string | undefined {
  const path = address.replace(/^unix@/, '');
  return path.startsWith('/') ? path : undefined;
}

function portOf(address: string): string | undefined {
  return /^(?:ipv[46]@)?(?:\*|0\.0\.0\.0|\[?::\]?)?:(\d{1,5})$/.exec(address)?.[1];
}
