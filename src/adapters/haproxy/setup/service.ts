import { TRAFFIC_DEFAULTS } from '../../../core/balancing.ts';
import type {
  GeneratedService,
  Obstacle,
  ServiceSetup,
  SetupLines,
  SurveyedService,
} from '../../../core/setup.ts';
import type { HaproxyRef } from '../service.ts';
import type { Rule, UserServer } from './routes.ts';
import { modeOf, rulesOf, serversOf } from './routes.ts';
import type { Section } from './sections.ts';
import { trafficOf } from './traffic.ts';

/** What all services behind one HAProxy have in common. */
export type CommonSettings = Pick<HaproxyRef, 'service' | 'configDir' | 'socket'>;

/** The way to one service: as the user has it, and what it takes to send it to the generated backend. */
export function serviceSetup(
  service: SurveyedService,
  sections: readonly Section[],
  generated: ReadonlyMap<string, GeneratedService>,
  common: CommonSettings,
): ServiceSetup {
  const rules = rulesOf(sections);
  const servers = serversOf(sections, service);
  const own = rules.find(({ target }) => generated.get(target)?.service === service.ref.service);
  const backend = own?.target ?? freeName(service.ref.service, sections);
  const ready = rules.filter(({ target }) => target === backend);
  const section = servers[0]?.section;
  const port =
    servers.find((server) => server.port !== undefined)?.port ?? generated.get(own?.target ?? '')?.port;
  const balancer: HaproxyRef = {
    kind: 'haproxy',
    ...common,
    backend,
    ...(section === undefined ? TRAFFIC_DEFAULTS : trafficOf(sections, section)),
    ...(port === undefined ? {} : { port }),
  };
  const from = ready.length > 0 ? [] : rulesTo(servers, rules);
  const found = ready.length > 0 ? ready.map((rule) => rule.section) : entrances(servers, from);
  const frontends = found.length > 0 ? found : onlyFrontend(sections);
  return {
    service: service.ref.service,
    isRouted: ready.length > 0 || servers.length > 0,
    balancer,
    lines: ready.length > 0 ? [] : routeLines(service.ref.service, backend, from, frontends),
    obstacles: [
      ...frontends.filter((one) => modeOf(sections, one) !== 'http').map(tcpMode),
      ...servers.filter(({ isTls }) => isTls).map(tlsServer),
      ...(frontends.length === 0 ? [noFrontend(service.ref.service)] : []),
    ],
    notes: ready.length > 0 ? [] : notesOf(backend, servers, from),
  };
}

/** The service's name, unless a backend of the user's has it. */
function freeName(name: string, sections: readonly Section[]): string {
  const taken = (one: string) =>
    sections.some(({ kind, name: other }) => (kind === 'backend' || kind === 'listen') && other === one);
  return [name, `${name}-replicas`].find((one) => !taken(one)) ?? `${name}-autoscaler`;
}

function rulesTo(servers: readonly UserServer[], rules: readonly Rule[]): readonly Rule[] {
  const names = new Set(
    servers.filter(({ section }) => section.kind === 'backend').map(({ section }) => section.name),
  );
  return rules.filter(({ target }) => names.has(target));
}

/** The sections in which requests come in that go to these servers. */
function entrances(servers: readonly UserServer[], rules: readonly Rule[]): readonly Section[] {
  const listens = servers.map(({ section }) => section).filter(({ kind }) => kind === 'listen');
  return [...new Set([...rules.map(({ section }) => section), ...listens])];
}

function onlyFrontend(sections: readonly Section[]): readonly Section[] {
  const frontends = sections.filter(
    ({ kind, lines }) =>
      kind === 'frontend' &&
      lines.some(({ words }) => words[0] === 'use_backend' || words[0] === 'default_backend'),
  );
  return frontends.length === 1 ? frontends : [];
}

function routeLines(
  service: string,
  backend: string,
  from: readonly Rule[],
  frontends: readonly Section[],
): readonly SetupLines[] {
  const use = `use_backend %[str(${backend})]`;
  const why = `sends requests to the replicas of ${service}; by name at run time, so that HAProxy also boots before there are any`;
  const conditional = from.filter(({ isDefault }) => !isDefault);
  const replaced = conditional.map(({ line }): SetupLines => {
    const condition = /^use_backend\s+\S+\s*(.*)$/.exec(line.text)?.[1] ?? '';
    const where = `line ${line.number}`;
    return { file: line.file, where, lines: [`${use} ${condition}`.trim()], insteadOf: line.text, why };
  });
  const open = frontends.filter((section) => !conditional.some((rule) => rule.section === section));
  const added = open.map(({ kind, name, at }): SetupLines => {
    const where = `in ${kind} ${name}, behind other use_backend lines`;
    return { file: at.file, where, lines: [use], why };
  });
  return [...replaced, ...added];
}

function notesOf(backend: string, servers: readonly UserServer[], from: readonly Rule[]): readonly string[] {
  const [first] = servers;
  if (first === undefined) return [];
  const { kind, name, at } = first.section;
  const how = first.line.words[0] === 'server-template' ? ', filled by DNS,' : '';
  const isFallback = kind === 'listen' || from.some(({ isDefault }) => isDefault);
  const what = isFallback
    ? `may stay: it serves while there is no backend ${backend}, and only then`
    : 'is not used any more, and may go';
  return [`Your ${kind} ${name} (line ${at.number})${how} ${what}.`];
}

function tcpMode({ kind, name, at }: Section): Obstacle {
  return {
    reason: `${kind} ${name} (${at.file}:${at.number}) is in mode tcp, and the generated backends are HTTP`,
    fix: 'Add "mode http" to it, or to defaults.',
  };
}

function tlsServer({ line }: UserServer): Obstacle {
  return {
    reason: `${line.file}:${line.number} speaks TLS to the replicas, which the generated backend does not`,
    fix: 'Let the service answer plain HTTP inside the Compose network.',
  };
}

function noFrontend(service: string): Obstacle {
  return {
    reason: `no frontend of HAProxy sends requests to ${service}, and which one should is not clear`,
    fix: `Write use_backend %[str(${service})] with your condition into the frontend that is meant.`,
  };
}
