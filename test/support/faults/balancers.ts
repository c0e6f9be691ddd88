import { join } from 'node:path';
import type { Stack } from '../stack/stack.ts';

/** In what the directory of generated files differs from the shipped one. */
export type Directory = 'usual' | 'read-only' | 'small';

/** How a balancer of the shipped stacks is looked into and hurt, without the product's own words. */
export interface FaultyBalancer {
  readonly service: 'haproxy' | 'nginx';
  /** The Compose file of the stack. */
  readonly composeFile: string;
  /** The directory of generated files. */
  readonly directory: string;
  /** What is laid over the Compose file; `folder` holds what it mounts. */
  overlay(directory: Directory, folder: string): object;
  /** Files that it mounts, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Prints the generated file of `web`. */
  readonly readFile: string;
  /** Addresses that the generated file has requests sent to. */
  onDisk(content: string): readonly string[];
  /** Prints what the running process says of its servers, where it says anything. */
  readonly readRunning?: string;
  running(said: string): readonly string[];
  /** Reloads it as somebody else would. */
  readonly reload: string;
  /** Takes its Runtime API's socket away. */
  readonly removeSocket?: string;
}

const SMALL = { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=64k' } };

const AUTO = { haproxy: '/usr/local/etc/haproxy/auto', nginx: '/etc/nginx/auto' };

function volume(directory: Directory, usual: string, target: string): string {
  return `${directory === 'small' ? 'small' : usual}:${target}${directory === 'read-only' ? ':ro' : ''}`;
}

/** Of a server's administrative state, what only tells that the file had it disabled. */
const OFF_AT_START = 4;

/** Beside the shipped configuration, a port on which HAProxy tells of its servers. */
const TELLING = 'global\n  stats socket ipv4@127.0.0.1:9999 level user\n';

export const FAULTY_BALANCERS: Readonly<Record<'haproxy' | 'nginx', FaultyBalancer>> = {
  haproxy: {
    service: 'haproxy',
    composeFile: 'docker-compose.yml',
    directory: AUTO.haproxy,
    files: { 'telling.cfg': TELLING },
    overlay: (directory, folder) => ({
      services: {
        haproxy: {
          command: [
            ...['haproxy', '-W', '-db', '-S', '/var/lib/haproxy/master.sock,mode,666'],
            ...['-f', '/usr/local/etc/haproxy/haproxy.cfg', '-f', '/telling.cfg', '-f', `${AUTO.haproxy}/`],
          ],
          volumes: [
            `${join(folder, 'telling.cfg')}:/telling.cfg:ro`,
            volume(directory, 'haproxy-config', AUTO.haproxy),
          ],
        },
      },
      volumes: { small: SMALL },
    }),
    readFile: `cat ${AUTO.haproxy}/*web*.cfg`,
    onDisk: (content) =>
      content
        .split('\n')
        .filter((line) => /^\s*server /.test(line) && !/ disabled\b/.test(line))
        .flatMap((line) => /^\s*server \S+ ([\d.]+):/.exec(line)?.[1] ?? []),
    readRunning: 'exec 3<>/dev/tcp/127.0.0.1/9999; echo "show servers state web" >&3; cat <&3',
    running: (said) =>
      said
        .split('\n')
        .map((line) => line.split(' '))
        .filter(([, backend]) => backend === 'web')
        .flatMap(([, , , , address = '', operation, admin]) =>
          operation === '2' && (Number(admin) & ~OFF_AT_START) === 0 ? [address] : [],
        ),
    reload: 'kill -USR2 1',
    removeSocket: 'rm /var/lib/haproxy/admin.sock',
  },
  nginx: {
    service: 'nginx',
    composeFile: 'deploy/nginx/docker-compose.nginx.yml',
    directory: AUTO.nginx,
    files: {},
    overlay: (directory) => ({
      services: { nginx: { volumes: [volume(directory, 'nginx-config', AUTO.nginx)] } },
      volumes: { small: SMALL },
    }),
    readFile: `cat ${AUTO.nginx}/*.conf`,
    onDisk: (content) =>
      content
        .split('\n')
        .filter((line) => !/ down;/.test(line))
        .flatMap((line) => /^\s*server ([\d.]+):/.exec(line)?.[1] ?? []),
    running: () => [],
    reload: 'kill -HUP 1',
  },
};

/** Runs a line in the balancer's container as root. */
export async function inBalancer(
  stack: Pick<Stack, 'docker' | 'project'>,
  { service }: FaultyBalancer,
  line: string,
): Promise<string> {
  const shell = service === 'haproxy' ? 'bash' : 'sh';
  return await stack.docker('exec', '--user', '0', `${stack.project}-${service}-1`, shell, '-c', line);
}
