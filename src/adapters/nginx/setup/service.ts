import { TRAFFIC_DEFAULTS } from '../../../core/balancing.ts';
import type {
  GeneratedService,
  Obstacle,
  ServiceSetup,
  SetupLines,
  SurveyedService,
} from '../../../core/setup.ts';
import type { NginxRef } from '../service.ts';
import type { Directive } from './directives.ts';
import { means, type Pass, passesOf, type Upstream, upstreamsOf } from './passes.ts';

/** What all services behind one nginx have in common. */
export type CommonSettings = Pick<NginxRef, 'service' | 'configDir'>;

const ALGORITHMS: Readonly<Record<string, NginxRef['algorithm']>> = {
  least_conn: 'leastconn',
  ip_hash: 'source',
  random: 'random',
};

/** The way to one service: as the user has it, and what it takes to send it to the generated upstream. */
export function serviceSetup(
  service: SurveyedService,
  tree: readonly Directive[],
  generated: ReadonlyMap<string, GeneratedService>,
  common: CommonSettings,
): ServiceSetup {
  const passes = passesOf(tree);
  const upstreams = upstreamsOf(tree).filter(({ name }) => !generated.has(name));
  const own = upstreams.filter(({ servers }) => servers.some(({ host }) => means(service, host)));
  const names = new Set(own.map(({ name }) => name));
  const mine = [...generated].find(([, one]) => one.service === service.ref.service);
  const to = passes.filter(
    ({ host }) =>
      names.has(host) || (means(service, host) && !generated.has(host) && !isUpstream(host, upstreams)),
  );
  const port = mine?.[1].port ?? portOf(to, own);
  const backend = mine?.[0] ?? freeName(service, upstreams, to, port);
  const ready = passes.filter(
    (pass) => pass.host === backend && pass.port === undefined && !names.has(backend),
  );
  const from = to.filter((pass) => !ready.includes(pass));
  const algorithm = own[0]?.directive.block?.map(({ name }) => ALGORITHMS[name]).find(Boolean);
  const balancer: NginxRef = {
    kind: 'nginx',
    ...common,
    backend,
    ...TRAFFIC_DEFAULTS,
    algorithm: algorithm ?? (own.length > 0 ? 'roundrobin' : 'leastconn'),
    ...(port === undefined ? {} : { port }),
  };
  return {
    service: service.ref.service,
    isRouted: ready.length + to.length > 0,
    balancer,
    lines: [
      ...from.map((pass) => passLines(service.ref.service, backend, pass)),
      ...keepAlive([...from, ...ready]),
    ],
    obstacles: [
      ...to.filter(({ scheme }) => scheme === 'https').map(tlsServer),
      ...(ready.length + to.length === 0 ? [noPass(service.ref.service)] : []),
    ],
    notes: own.map(
      ({ name, directive }) =>
        `Your upstream ${name} (${directive.file}:${directive.line}) is not used any more, and may go.`,
    ),
  };
}

function isUpstream(host: string, upstreams: readonly Upstream[]): boolean {
  return upstreams.some(({ name }) => name === host);
}

function portOf(passes: readonly Pass[], upstreams: readonly Upstream[]): number | undefined {
  const ofServers = upstreams.flatMap(({ servers }) => servers.map(({ port }) => port ?? 80));
  const ofPasses = passes.flatMap(({ host, port }) =>
    upstreams.some(({ name }) => name === host) ? [] : [port ?? 80],
  );
  return [...ofServers, ...ofPasses][0];
}

/** nginx takes no port behind the name of an upstream, so a name that stands with another port anywhere is taken too. */
function freeName(
  { ref }: SurveyedService,
  upstreams: readonly Upstream[],
  passes: readonly Pass[],
  port: number | undefined,
): string {
  const other = passes.some((pass) => pass.host === ref.service && (pass.port ?? 80) !== port);
  return isUpstream(ref.service, upstreams) || other ? `${ref.service}-replicas` : ref.service;
}

function passLines(service: string, backend: string, { directive, uri }: Pass): SetupLines {
  return {
    file: directive.file,
    where: `line ${directive.line}`,
    lines: [`proxy_pass http://${backend}${uri};`],
    insteadOf: `proxy_pass ${directive.args.join(' ')};`,
    why: `sends requests to the replicas of ${service}`,
  };
}

/** Where connections to replicas are not kept, in the block that holds the pass. */
function keepAlive(passes: readonly Pass[]): readonly SetupLines[] {
  const lines = passes.flatMap(({ directive, around }): SetupLines[] => {
    const has = (name: string, first?: string) =>
      around.some(({ block }) =>
        block?.some(
          (one) => one.name === name && (first === undefined || one.args[0]?.toLowerCase() === first),
        ),
      );
    const missing = [
      ...(has('proxy_http_version') ? [] : ['proxy_http_version 1.1;']),
      ...(has('proxy_set_header', 'connection') ? [] : ['proxy_set_header Connection "";']),
    ];
    const why = 'keeps connections to the replicas open';
    const where = `beside line ${directive.line}`;
    return missing.length === 0 ? [] : [{ file: directive.file, where, lines: missing, why }];
  });
  return lines;
}

function tlsServer({ directive }: Pass): Obstacle {
  return {
    reason: `${directive.file}:${directive.line} speaks TLS to the replicas, which the generated upstream is not made for`,
    fix: 'Let the service answer plain HTTP inside the Compose network.',
  };
}

function noPass(service: string): Obstacle {
  return {
    reason: `no proxy_pass of nginx sends requests to ${service}`,
    fix: `Write proxy_pass http://${service}; into the location that is meant.`,
  };
}
