import { COMPOSE_FILE, type SetupLines, type Survey, type SurveyedService } from '../../core/setup.ts';

/** Some engines have theirs elsewhere. */
const SOCKET = '$' + '{DOCKER_SOCKET:-/var/run/docker.sock}';
const SOURCE = 'build: { context: ../compose-autoscaler, dockerfile: deploy/Dockerfile }';

/** What the autoscaler’s own Compose service depends on. */
export interface SidecarNeeds {
  readonly survey: Survey;
  /** Where policies lie, as the Compose file sees it. */
  readonly policies: string;
  readonly balancer: SurveyedService | undefined;
  /** Sources of mounts that it shares with the balancer. */
  readonly shared: readonly string[];
  readonly services: readonly string[];
  readonly prometheusUrl: string | undefined;
}

/** Whether the service is an autoscaler. */
export function isAutoscaler({ image, argv }: SurveyedService): boolean {
  return (
    /(^|\/)(compose-)?autoscaler(:|@|$)/.test(image) || argv.some((word) => /(^|\/)autoscaler$/.test(word))
  );
}

/** The autoscaler’s service for the Compose file, and the volumes that are new; none where there is one already. */
export function sidecarLines(needs: SidecarNeeds): readonly SetupLines[] {
  const { survey, policies, balancer, shared, services, prometheusUrl } = needs;
  if (survey.services.some(isAutoscaler)) return [];
  const sockets = shared.map((source) => `    - ${source}:/var/run/${balancer?.ref.service ?? 'balancer'}`);
  const networks = balancer === undefined ? [] : networksOf(balancer, survey.project);
  const depends = [...services, ...(balancer === undefined ? [] : [balancer.ref.service])];
  const service = [
    'autoscaler:',
    `  ${SOURCE}   # a checkout of the autoscaler`,
    ...(prometheusUrl === undefined ? [] : ['  environment:', `    PROMETHEUS_URL: ${prometheusUrl}`]),
    '  group_add: ["$' + '{DOCKER_GID:-0}"]   # stat -c %g /var/run/docker.sock',
    '  volumes:',
    `    - ${SOCKET}:/var/run/docker.sock`,
    `    - ${policies}:/etc/autoscaler/policies:ro`,
    ...sockets,
    '    - autoscaler-journal:/var/lib/autoscaler',
    ...(networks.length === 0 ? [] : [`  networks: [${networks.join(', ')}]`]),
    `  depends_on: [${depends.join(', ')}]`,
    '  stop_grace_period: 1m',
    '  restart: unless-stopped',
  ];
  return [
    { file: COMPOSE_FILE, where: 'services', lines: service, why: 'the controller beside your services' },
    {
      file: COMPOSE_FILE,
      where: 'volumes (at the end of the file, not of a service)',
      lines: [...shared.filter((source) => !source.includes('/')), 'autoscaler-journal'].map(
        (name) => `${name}: {}`,
      ),
      why: 'named volumes',
    },
  ];
}

/** The balancer’s networks as a Compose file names them; none where it is only on the default one. */
function networksOf({ networks }: SurveyedService, project: string): readonly string[] {
  const names = [...networks.values()].map((name) =>
    name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name,
  );
  return names.length === 1 && names[0] === 'default' ? [] : names;
}
