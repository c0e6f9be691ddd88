import { SERVICE_NAME } from '../../config/names.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { ServiceSetup, Survey, SurveyedService } from '../../core/setup.ts';
import type { FoundBalancer } from './balancer-choice.ts';
import { dataVolumes, firstBounds, type LeftAlone, type Proposal } from './proposal.ts';

/** What is to be done about each service. */
export interface Choice {
  readonly proposals: readonly Proposal[];
  readonly leftAlone: readonly LeftAlone[];
}

/**
 * Which services get a policy: those named, else those that the balancer sends requests to, without one those that
 * keep no data. Throws `E_SERVICE_UNKNOWN` for a name that is not there.
 */
export function chooseServices(
  survey: Survey,
  candidates: readonly SurveyedService[],
  wanted: readonly string[],
  balancer: FoundBalancer | undefined,
  setups: readonly ServiceSetup[],
): Choice {
  const byName = new Map(setups.map((setup) => [setup.service, setup]));
  const unknown = wanted.find((name) => !candidates.some(({ ref }) => ref.service === name));
  if (unknown !== undefined) throw unknownService(unknown, candidates);
  const proposals: Proposal[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const service of candidates) {
    const { service: name } = service.ref;
    const setup = byName.get(name);
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const reasons = whyNot(service, wanted.length > 0, balancer, setup);
    leftAlone.push(...reasons.map((reason) => ({ service: name, ...reason })));
    if (reasons.length > 0) continue;
    proposals.push({
      service,
      balancer: setup?.balancer ?? { kind: 'none' },
      ...firstBounds(service, survey.cpuCores),
      lines: setup?.lines ?? [],
      notes: setup?.notes ?? [],
    });
  }
  return { proposals, leftAlone };
}

type Reason = Omit<LeftAlone, 'service'>;

function whyNot(
  service: SurveyedService,
  isNamed: boolean,
  balancer: FoundBalancer | undefined,
  setup: ServiceSetup | undefined,
): readonly Reason[] {
  if (!SERVICE_NAME.test(service.ref.service))
    return [{ reason: 'its name cannot stand in a policy', fix: 'Rename the Compose service.' }];
  if (!isNamed && balancer !== undefined && setup?.isRouted !== true)
    return [
      {
        reason: `${balancer.service.ref.service} sends no requests to it; name it with --service to include it`,
      },
    ];
  const data = dataVolumes(service);
  if (!isNamed && balancer === undefined && data.length > 0)
    return [
      {
        reason: `it keeps data in ${data.join(', ')}, which its replicas would share; --service includes it`,
      },
    ];
  const inTheWay = [
    ...service.refusals,
    ...(setup?.obstacles ?? []),
    ...(balancer === undefined || service.refusals.length > 0
      ? []
      : networkObstacle(service, balancer.service)),
    ...(setup === undefined ? [] : portObstacle(service, setup)),
  ];
  return inTheWay;
}

function networkObstacle(service: SurveyedService, balancer: SurveyedService): readonly Reason[] {
  if ([...balancer.networks.values()].includes('host'))
    return [
      {
        reason: `${balancer.ref.service} uses the host’s network, where it shares none with its replicas`,
        fix: `Remove network_mode: host from ${balancer.ref.service}, and publish its ports.`,
      },
    ];
  if ([...service.networks.keys()].some((id) => balancer.networks.has(id))) return [];
  return [
    {
      reason: `it shares no network with ${balancer.ref.service}`,
      fix: `Put both on a common network: networks: of ${service.ref.service} and of ${balancer.ref.service}.`,
    },
  ];
}

function portObstacle({ replicas }: SurveyedService, { balancer }: ServiceSetup): readonly Reason[] {
  const ports = [...new Set(replicas.flatMap((replica) => replica.ports))];
  if (balancer.port !== undefined || ports.length === 1) return [];
  return [
    {
      reason: `which port its replicas serve on is not clear: ${ports.length === 0 ? 'none is exposed' : `${ports.join(', ')} are exposed`}`,
      fix: 'Add expose: ["<port>"] to the service, with that port alone.',
    },
  ];
}

function unknownService(name: string, candidates: readonly SurveyedService[]): AutoscalerError {
  const names = candidates.map(({ ref }) => ref.service).join(', ');
  return new AutoscalerError('E_SERVICE_UNKNOWN', `no service "${name}" of this project can be scaled`, {
    at: '--service',
    fix: names === '' ? 'Start it with docker compose up -d.' : `Choose one of: ${names}.`,
  });
}
