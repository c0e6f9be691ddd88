import Docker from 'dockerode';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { HaproxyBalancer } from '../../src/adapters/haproxy/balancer.ts';
import { openMemoryJournal } from '../../src/adapters/journal/open.ts';
import type { Dependencies } from '../../src/controller/dependencies.ts';
import { ManagedService } from '../../src/controller/managed-service.ts';
import { scaleService } from '../../src/controller/scale-service.ts';
import { TRAFFIC_DEFAULTS } from '../../src/core/balancing.ts';
import type { Policy } from '../../src/core/policy.ts';
import { policy as basicPolicy } from '../support/builders.ts';
import { type ComposeProject, composeProject } from '../support/compose-project.ts';
import { acquireEngine } from '../support/engine/engine.ts';
import { soon } from '../support/wait.ts';
import { stackDefinition } from './actuation-stack.ts';
import { type Bench, type BenchOptions, median, rounded } from './bench.ts';

const FROM = 2;
const TO = 5;
const ROUNDS = { full: 15, quick: 4 };

type Contender = 'ours' | 'compose' | 'bare API';

/** Time from 2 to 5 replicas until all five are healthy: ours (and in HAProxy's rotation), Compose, the bare API. */
export const actuation: Bench = {
  summary: 'time for 2 to 5 replicas until all serve, beside Compose and the bare API',
  run: async (options) => {
    const engine = await acquireEngine('lease');
    process.env.DOCKER_HOST = engine.env.DOCKER_HOST;
    const project = await composeProject(stackDefinition());
    try {
      return await measure(project, options);
    } finally {
      await project.down();
      await engine.release();
    }
  },
};

async function measure(project: ComposeProject, { quick, say }: BenchOptions) {
  say('starting two replicas behind HAProxy…');
  await project.compose('up', '-d', '--quiet-pull');
  await untilHealthy(project, FROM);
  const service = managed(project);
  const contenders: Readonly<Record<Contender, () => Promise<void>>> = {
    ours: () => ours(project, service, TO),
    compose: () => compose(project),
    'bare API': () => bareApi(project),
  };
  const names = ['ours', 'compose', 'bare API'] as const;
  const times: Record<Contender, number[]> = { ours: [], compose: [], 'bare API': [] };
  await ours(project, service, FROM);
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  // One round before the first counted one warms caches and the engine.
  for (let round = 0; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length] ?? 'ours';
      const startedAt = performance.now();
      await contenders[name]();
      if (round > 0) times[name].push(performance.now() - startedAt);
      await backToStart(project);
    }
  }
  const ratio = (one: Contender, other: Contender) =>
    rounded(median(times[one].map((ms, round) => ms / (times[other][round] ?? Number.NaN))));
  const ratioTo = (other: Contender) => ratio('ours', other);
  return {
    name: 'actuation',
    what: `${FROM} → ${TO} replicas until all are healthy by Docker; ours also until all are in HAProxy's rotation. ${rounds} rounds, the three taking turns.`,
    rows: names.map((name) => ({
      contender: name,
      'median ms': Math.round(median(times[name])),
      'min ms': Math.round(Math.min(...times[name])),
      'max ms': Math.round(Math.max(...times[name])),
      'ours ÷ it, median of rounds': ratioTo(name),
      'it ÷ bare API, median of rounds': ratio(name, 'bare API'),
    })),
    aims: [
      { aim: 'at most 0.6 × Compose', measured: ratioTo('compose'), met: ratioTo('compose') <= 0.6 },
      { aim: 'at most 1.15 × the bare API', measured: ratioTo('bare API'), met: ratioTo('bare API') <= 1.15 },
    ],
  };
}

function managed(project: ComposeProject): { readonly service: ManagedService; readonly deps: Dependencies } {
  const nothing = () => undefined;
  const balancer = new HaproxyBalancer(project.containers);
  const deps: Dependencies = {
    clock: systemClock,
    target: project.target,
    balancers: () => balancer,
    sources: { docker: project.metrics, balancer: project.metrics, prometheus: project.metrics },
    schedules: { active: () => [] },
    collectUsage: async () => undefined,
    journal: openMemoryJournal(systemClock),
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    telemetry: {
      tick: nothing,
      decision: nothing,
      sample: nothing,
      used: nothing,
      step: nothing,
      drainOverran: nothing,
      failure: nothing,
      policies: nothing,
      notified: nothing,
      retain: nothing,
    },
  };
  const policy: Policy = {
    ...basicPolicy({ ref: project.ref('web'), min: 1, max: 10 }),
    balancer: {
      kind: 'haproxy',
      service: 'haproxy',
      port: 8080,
      backend: 'web',
      configDir: '/usr/local/etc/haproxy/auto',
      socket: '/var/lib/haproxy/admin.sock',
      ...TRAFFIC_DEFAULTS,
      algorithm: 'roundrobin',
    },
  };
  return { service: new ManagedService(policy, deps), deps };
}

async function ours(
  _project: ComposeProject,
  { service, deps }: ReturnType<typeof managed>,
  replicas: number,
): Promise<void> {
  await scaleService(service, replicas, deps, 60_000, new AbortController().signal);
}

async function compose(project: ComposeProject): Promise<void> {
  await project.compose('up', '-d', '--no-recreate', '--scale', `web=${TO}`, 'web');
  await untilHealthy(project, TO);
}

/** What the engine itself takes: create, start and health of three containers at once. */
async function bareApi(project: ComposeProject): Promise<void> {
  const docker = new Docker({ socketPath: new URL(project.host).pathname });
  const [template] = await project.replicas('web');
  if (template === undefined) throw new Error('no replica to take the image from');
  const { Config, HostConfig, NetworkSettings } = await docker.getContainer(template.id).inspect();
  const numbers = Array.from({ length: TO - FROM }, (_, index) => FROM + 1 + index);
  const networks = Object.keys(NetworkSettings.Networks);
  await Promise.all(
    numbers.map(async (number) => {
      const { Hostname: _, ...config } = Config;
      const container = await docker.createContainer({
        ...config,
        name: `${project.name}-web-${number}`,
        Labels: { ...Config.Labels, 'com.docker.compose.container-number': String(number) },
        HostConfig,
        NetworkingConfig: { EndpointsConfig: Object.fromEntries(networks.map((name) => [name, {}])) },
      });
      await container.start();
    }),
  );
  await untilHealthy(project, TO);
}

async function untilHealthy(project: ComposeProject, count: number): Promise<void> {
  const signal = soon(60_000);
  for (;;) {
    const ready = (await project.replicas('web')).filter((replica) => replica.state === 'ready');
    if (ready.length === count) return;
    await systemClock.sleep(10, signal);
  }
}

/** Every contender starts from the same two replicas, whoever made the others. */
async function backToStart(project: ComposeProject): Promise<void> {
  const extra = (await project.replicas('web')).filter((replica) => replica.number > FROM);
  await Promise.all(extra.map((replica) => project.docker('rm', '-f', replica.id)));
  await untilHealthy(project, FROM);
}
