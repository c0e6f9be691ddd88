import { posix } from 'node:path';
import { AutoscalerError } from '../../../core/errors.ts';
import type { BalancedService, BalancerContainer, ContainerHost } from '../../../core/ports.ts';
import type { Replica } from '../../../core/replica.ts';
import {
  type BalancerFindings,
  type BalancerSetup,
  COMPOSE_FILE,
  type GeneratedService,
  type Obstacle,
  runsProgram,
  type SetupLines,
  type SurveyedService,
} from '../../../core/setup.ts';
import { mountOf } from '../../../core/setup-mounts.ts';
import { readMain, renderMain } from '../main-file.ts';
import { probe } from '../probe.ts';
import { commandOf } from '../processes.ts';
import { nginxService } from '../service.ts';
import { wantedOf } from '../wanted.ts';
import { type Directive, filesIn, matches, treeOf } from './directives.ts';
import { isOwn, reloadLines, serverFile } from './reload-lines.ts';
import { serviceSetup } from './service.ts';

const AUTO = '/etc/nginx/auto';
const OLDEST = [1, 22] as const;
const DUMP_MS = 30_000;

/** How an nginx.conf of the user's has to look. */
export class NginxSetup implements BalancerSetup {
  readonly #host: ContainerHost;

  constructor(host: ContainerHost) {
    this.#host = host;
  }

  recognises(service: SurveyedService): boolean {
    return runsProgram(service, 'nginx');
  }

  async examine(
    balancer: SurveyedService,
    others: readonly SurveyedService[],
    signal: AbortSignal,
  ): Promise<BalancerFindings> {
    const container = await this.#host.find(balancer.ref, signal);
    const { version, files } = await this.#dump(container, signal);
    const tree = treeOf(files);
    const generated = ownersOf(files, balancer.ref.project);
    const directory = directorySetup(balancer, tree, files);
    const common = { service: balancer.ref.service, configDir: directory.configDir };
    const services = others.map((other) => serviceSetup(other, tree, generated, common));
    return {
      version,
      shared: [],
      ...(directory.newDirectory === undefined ? {} : { newDirectory: directory.newDirectory }),
      lines: [...directory.lines, ...reloadLines(balancer, tree, version)],
      obstacles: tooOld(version),
      services,
    };
  }

  async firstFile(
    given: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly content: string }> {
    const service = nginxService(given);
    const { ref, balancer } = service;
    const container = await this.#host.find({ project: ref.project, service: balancer.service }, signal);
    const members = replicas.map((replica) => ({ replica, state: 'active' as const }));
    const { names, options, servers } = wantedOf(service, members, container);
    const { content } = renderMain(names, options, servers, []);
    return { name: posix.basename(names.main.file), content };
  }

  /** What nginx itself says it would load, as the user it runs as: as root it would take directories away from it. */
  async #dump(container: BalancerContainer, signal: AbortSignal) {
    const { processes } = await probe(this.#host, container, {}, signal);
    const argv = commandOf(processes.master);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(DUMP_MS)]);
    const options = { user: String(processes.master.uid), signal: limit };
    const version = await this.#host.exec(container.id, [argv[0] ?? 'nginx', '-v'], options);
    const dump = await this.#host.exec(container.id, [...argv, '-T'], options);
    const number = /nginx\/(\d+\.\d+\.\d+)/.exec(version.output)?.[1];
    if (dump.exitCode === 0 && number !== undefined)
      return { version: number, files: filesIn(dump.output.replaceAll('\r', '')) };
    const said = dump.output.slice(-400).trim();
    throw new AutoscalerError(
      'E_BALANCER_INVALID',
      `nginx in ${container.name} does not find its own configuration valid: ${said}`,
      { fix: 'Correct what nginx names, then try again.' },
    );
  }
}

function directorySetup(
  balancer: SurveyedService,
  tree: readonly Directive[],
  files: ReadonlyMap<string, string>,
) {
  const [main = '/etc/nginx/nginx.conf'] = files.keys();
  const home = posix.dirname(main);
  const http = tree.find(({ name }) => name === 'http');
  const includes = (http?.block ?? []).filter(({ name }) => name === 'include');
  const directories = includes.map(({ args }) => posix.dirname(posix.resolve(home, args[0] ?? '')));
  const known = directories.find(
    (directory) =>
      mountOf(balancer, directory)?.destination === directory && posix.basename(directory) === 'auto',
  );
  const configDir = known ?? AUTO;
  const mount = mountOf(balancer, configDir);
  const isIncluded = includes.some(({ args }) => matches(args[0] ?? '', `${configDir}/x.conf`, home));
  const newDirectory = `./${balancer.ref.service}-auto`;
  const volumes: SetupLines = {
    file: COMPOSE_FILE,
    where: `services.${balancer.ref.service}.volumes`,
    lines: [`- ${newDirectory}:${configDir}`],
    why: 'the directory of generated files, the only place the autoscaler writes to',
  };
  const include: SetupLines = {
    ...placeInHttp(balancer, tree, main),
    lines: [`include ${configDir}/*.conf;`],
    why: 'loads the generated upstreams',
  };
  const needsVolume = mount?.destination !== configDir || !mount.isWritable;
  return {
    configDir,
    ...(needsVolume ? { newDirectory } : {}),
    lines: [...(needsVolume ? [volumes] : []), ...(isIncluded ? [] : [include])],
  };
}

/** In `http` of the main file where that is the user's own, else at the top of the file that has the servers. */
function placeInHttp(balancer: SurveyedService, tree: readonly Directive[], main: string) {
  const file = serverFile(tree) ?? main;
  if (file === main || isOwn(balancer, main)) return { file: main, where: 'in http' };
  return { file, where: 'at the top, before server' };
}

/** The services of the project that generated files are of, by their upstreams. */
function ownersOf(
  files: ReadonlyMap<string, string>,
  project: string,
): ReadonlyMap<string, GeneratedService> {
  return new Map(
    [...files.values()].flatMap((text): [string, GeneratedService][] => {
      const { owner, servers } = readMain(text.split('\n'));
      const [of, service] = owner?.split('/') ?? [];
      const backend = /^upstream (\S+) \{/m.exec(text)?.[1];
      if (of !== project || service === undefined || backend === undefined) return [];
      const port = servers[0]?.port;
      return [[backend, { service, ...(port === undefined ? {} : { port }) }]];
    }),
  );
}

function tooOld(version: string): readonly Obstacle[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return [];
  return [{ reason: `nginx ${version} is older than 1.22`, fix: 'Use a newer image, such as nginx:1.30.' }];
}
