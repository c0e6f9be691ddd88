import type { BalancedService, ContainerHost } from '../../../core/ports.ts';
import type { Replica } from '../../../core/replica.ts';
import {
  type BalancerFindings,
  type BalancerSetup,
  type GeneratedService,
  type Obstacle,
  runsProgram,
  type SetupLines,
  type SurveyedService,
} from '../../../core/setup.ts';
import { isUnset } from '../address.ts';
import { parseCommandLine } from '../command-line.ts';
import { safeNames } from '../names.ts';
import { placeMembers } from '../place-members.ts';
import { readGenerated, renderBackend } from '../render.ts';
import { haproxyService } from '../service.ts';
import { assignSlots } from '../slots.ts';
import { directorySetup } from './directory.ts';
import { readConfig } from './read-config.ts';
import type { ConfigFile, Section } from './sections.ts';
import { sectionsOf } from './sections.ts';
import { serviceSetup } from './service.ts';
import { socketSetup } from './socket.ts';

const OLDEST = [2, 6] as const;

/** How a haproxy.cfg of the user's has to look. */
export class HaproxySetup implements BalancerSetup {
  readonly #host: ContainerHost;

  constructor(host: ContainerHost) {
    this.#host = host;
  }

  recognises(service: SurveyedService): boolean {
    return runsProgram(service, 'haproxy');
  }

  async examine(
    balancer: SurveyedService,
    others: readonly SurveyedService[],
    signal: AbortSignal,
  ): Promise<BalancerFindings> {
    const container = await this.#host.find(balancer.ref, signal);
    const line = parseCommandLine(container.command, container.name);
    const { version, files } = await readConfig(this.#host, container, line, signal);
    const sections = sectionsOf(files.filter(({ text }) => readGenerated(text).owner === undefined));
    const { socket, shared, directory, lines } = socketSetup(balancer, sections);
    const generated = directorySetup(balancer, line, sections, directory);
    const common = { service: balancer.ref.service, configDir: generated.configDir, socket };
    const owners = ownersOf(files, balancer.ref.project);
    return {
      version,
      shared,
      ...(generated.newDirectory === undefined ? {} : { newDirectory: generated.newDirectory }),
      lines: [...lines, ...generated.lines, ...seamlessLines(sections)],
      obstacles: tooOld(version),
      services: others.map((other) => serviceSetup(other, sections, owners, common)),
    };
  }

  async firstFile(
    given: BalancedService,
    replicas: readonly Replica[],
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly content: string }> {
    const service = haproxyService(given);
    const { ref, balancer, capacity } = service;
    const container = await this.#host.find({ project: ref.project, service: balancer.service }, signal);
    const active = replicas.map((replica) => ({ replica, state: 'active' as const }));
    const members = placeMembers(active, container, balancer);
    const names = safeNames(service);
    const slots = assignSlots({ running: [], file: new Map(), members, atLeast: capacity });
    return { name: names.file.base, content: renderBackend(names, balancer, slots).content };
  }
}

/** The services of the project that generated files are of, by their backends. */
function ownersOf(files: readonly ConfigFile[], project: string): ReadonlyMap<string, GeneratedService> {
  return new Map(
    files.flatMap((file): [string, GeneratedService][] => {
      const { owner, slots } = readGenerated(file.text);
      const [of, service] = owner?.split('/') ?? [];
      const backend = sectionsOf([file]).find(({ kind }) => kind === 'backend')?.name;
      if (of !== project || service === undefined || backend === undefined) return [];
      const used = [...slots.values()].find(({ address }) => !isUnset(address));
      return [[backend, { service, ...(used === undefined ? {} : { port: used.port }) }]];
    }),
  );
}

/** What keeps a reload from closing connections in use; one is needed when a policy's settings change. */
function seamlessLines(sections: readonly Section[]): readonly SetupLines[] {
  const has = (first: string, second?: string) =>
    sections.some(({ lines }) =>
      lines.some(({ words }) => words[0] === first && (second === undefined || words[1] === second)),
    );
  const defaults = sections.find(({ kind }) => kind === 'defaults');
  const global = sections.find(({ kind }) => kind === 'global');
  const idle: SetupLines = {
    file: defaults?.at.file ?? '',
    where: 'in defaults',
    lines: ['option idle-close-on-response'],
    why: 'a reload closes no idle connection on which a request may just be coming',
  };
  const end: SetupLines = {
    file: global?.at.file ?? '',
    where: 'in global',
    lines: ['hard-stop-after 60s'],
    why: 'after a reload the old process ends within this time',
  };
  return [
    ...(defaults === undefined || has('option', 'idle-close-on-response') ? [] : [idle]),
    ...(global === undefined || has('hard-stop-after') ? [] : [end]),
  ];
}

function tooOld(version: string): readonly Obstacle[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return [];
  return [{ reason: `HAProxy ${version} is older than 2.6`, fix: 'Use a newer image, such as haproxy:3.2.' }];
}
