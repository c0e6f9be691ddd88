import type { SurveyedService } from '../../../core/setup.ts';
import type { ConfigLine, Section } from './sections.ts';

/** A rule that sends requests on to a backend. */
export interface Rule {
  /** The `frontend` or `listen` it stands in. */
  readonly section: Section;
  readonly line: ConfigLine;
  /** The name of the backend, resolved where it is given as `%[str(name)]`. */
  readonly target: string;
  readonly isDefault: boolean;
}

/** A server line of the user's that means a Compose service. */
export interface UserServer {
  readonly section: Section;
  readonly line: ConfigLine;
  readonly port?: number;
  readonly isTls: boolean;
}

/** Every rule of every frontend. */
export function rulesOf(sections: readonly Section[]): readonly Rule[] {
  return sections
    .filter(({ kind }) => kind === 'frontend' || kind === 'listen')
    .flatMap((section) =>
      section.lines.flatMap((line): Rule[] => {
        const [word, name = ''] = line.words;
        if (word !== 'use_backend' && word !== 'default_backend') return [];
        const target = /^%\[str\(([^)]*)\)\]$/.exec(name)?.[1] ?? name;
        return [{ section, line, target, isDefault: word === 'default_backend' }];
      }),
    );
}

/** The lines by which the user's own backends mean the service. */
export function serversOf(
  sections: readonly Section[],
  service: Pick<SurveyedService, 'hostNames' | 'replicas'>,
): readonly UserServer[] {
  const names = new Set([...service.hostNames, ...service.replicas.map(({ name }) => name)]);
  return sections
    .filter(({ kind }) => kind === 'backend' || kind === 'listen')
    .flatMap((section) =>
      section.lines.flatMap((line): UserServer[] => {
        const address = addressIn(line.words);
        if (address === undefined || !names.has(address.host)) return [];
        const { port } = address;
        const isTls = line.words.includes('ssl');
        return [{ section, line, isTls, ...(port === undefined ? {} : { port }) }];
      }),
    );
}

function addressIn([word, , second = '', third = '']: readonly string[]) {
  const address = word === 'server' ? second : word === 'server-template' ? third : '';
  const match = /^(?:ipv[46]@)?([A-Za-z0-9_.-]+)(?::(\d{1,5}))?$/.exec(address);
  if (match?.[1] === undefined) return undefined;
  return { host: match[1], port: match[2] === undefined ? undefined : Number(match[2]) };
}

/** `http` or `tcp`, by the section itself or else the defaults it inherits. */
export function modeOf(sections: readonly Section[], section: Section): string {
  return settingOf(sections, section, 'mode')?.[1] ?? 'tcp';
}

/** The words of the line that begins so, in the section itself or else in the defaults it inherits. */
export function settingOf(
  sections: readonly Section[],
  section: Section,
  ...start: readonly string[]
): readonly string[] | undefined {
  const before = sections.slice(0, sections.indexOf(section)).filter(({ kind }) => kind === 'defaults');
  return [section, ...before.slice(-1)]
    .map(({ lines }) => lines.find(({ words }) => start.every((word, index) => words[index] === word))?.words)
    .find((words) => words !== undefined);
}
