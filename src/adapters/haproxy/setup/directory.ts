import { posix } from 'node:path';
import { COMPOSE_FILE, type SetupLines, type SurveyedService } from '../../../core/setup.ts';
import { mountOf } from '../../../core/setup-mounts.ts';
import type { HaproxyCommandLine } from '../command-line.ts';
import type { Section } from './sections.ts';

const AUTO = '/usr/local/etc/haproxy/auto';

/** Where generated files lie, or are to lie. */
export interface DirectorySetup {
  readonly configDir: string;
  /** See `BalancerFindings`. */
  readonly newDirectory?: string;
  readonly lines: readonly SetupLines[];
}

/** Finds the directory of generated files among what HAProxy loads, or the lines for one. */
export function directorySetup(
  balancer: SurveyedService,
  line: HaproxyCommandLine,
  sections: readonly Section[],
  socketDirectory: string | undefined,
): DirectorySetup {
  const isOwnMount = (path: string) => mountOf(balancer, path)?.destination === path;
  const loaded = line.configs.map((path) => posix.resolve('/', line.workingDirectory ?? '', path));
  const known = loaded.find((path) => path === AUTO || (posix.basename(path) === 'auto' && isOwnMount(path)));
  const configDir = known ?? AUTO;
  const mount = mountOf(balancer, configDir);
  const needsVolume = mount?.destination !== configDir || !mount.isWritable;
  const { service } = balancer.ref;
  const newDirectory = `./${service}-auto`;
  const volumes: SetupLines = {
    file: COMPOSE_FILE,
    where: `services.${service}.volumes`,
    lines: [`- ${newDirectory}:${configDir}`],
    why: 'the directory of generated files, the only place the autoscaler writes to',
  };
  const master = needsMaster(balancer, sections) ? ['-W', '-db'] : [];
  const masterSocket =
    line.masterSocket === undefined && socketDirectory !== undefined
      ? ['-S', `${socketDirectory}/master.sock,mode,666`]
      : [];
  const directory = known === undefined ? ['-f', `${configDir}/`] : [];
  const command: SetupLines = {
    file: COMPOSE_FILE,
    where: `services.${service}`,
    lines: [`command: ${flow([...balancer.command, ...master, ...masterSocket, ...directory])}`],
    why: 'loads the generated files beside yours, and reloads without closing the port',
  };
  const needsCommand = master.length + directory.length > 0;
  return {
    configDir,
    ...(needsVolume ? { newDirectory } : {}),
    lines: [...(needsVolume ? [volumes] : []), ...(needsCommand ? [command] : [])],
  };
}

/** The official images' entrypoint adds -W itself. */
function needsMaster({ argv, command }: SurveyedService, sections: readonly Section[]): boolean {
  const isOfficial = posix.basename(argv[0] ?? '') === 'docker-entrypoint.sh';
  const isAsked = argv.some((word) => word === '-W' || word === '-Ws' || word === '-S');
  const isSet = sections.some(({ lines }) => lines.some(({ words }) => words[0] === 'master-worker'));
  const isProgram = posix.basename(command[0] ?? '') === 'haproxy' || command[0]?.startsWith('-') === true;
  return !(isAsked || isSet || (isOfficial && isProgram));
}

/** A YAML flow sequence; Compose reads `$` as the beginning of a variable. */
function flow(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word).replaceAll('$', '$$$$')).join(', ')}]`;
}
