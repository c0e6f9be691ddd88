import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../support/compose-project.ts';
import { ensureEngine } from '../support/engine/engine.ts';
import { childEnv } from '../support/engine/env.ts';
import { type Cli, cliWith } from '../support/stack/cli.ts';
import { freePorts } from '../support/stack/free-ports.ts';

/** Well-formed, and of a password that nobody knows. */
const WEB_CONFIG = `basic_auth_users: { admin: $2y$10$${'abcdefghijklmnopqrstu.'.padEnd(53, 'x')} }\n`;
/** Made of what a shell, HAProxy's configuration and Compose's labels would act on. */
const HOSTILE = 'x\n  server evil 10.0.0.1:80 #; $(touch /tmp/evil) `id` "\'';
const BOUNDED = { project: '', service: 'plain', min: 1, max: 3 };

describe('bad input is refused, with the reason and the fix, and nothing changes', () => {
  let project: ComposeProject;
  let twin: ComposeProject;
  let env: NodeJS.ProcessEnv;
  let cli: Cli;

  beforeAll(async () => {
    env = childEnv(await ensureEngine(), process.env);
    const [fixed] = await freePorts(1);
    const plain = { image: TEST_IMAGE, command: ['sleep', 'infinity'], init: true };
    project = await composeProject({
      services: {
        plain,
        named: { ...plain, container_name: `cadk-only-${randomBytes(4).toString('hex')}` },
        ported: { ...plain, ports: [`127.0.0.1:${fixed}:80`] },
        hosted: { ...plain, network_mode: 'host' },
        joined: { ...plain, network_mode: 'service:plain' },
        addressed: { ...plain, networks: { own: { ipv4_address: '198.51.100.10' } } },
        hostile: {
          ...plain,
          labels: { 'autoscaler.enable': 'true', 'autoscaler.max': '3', 'autoscaler.min': HOSTILE },
        },
        prometheus: {
          image: 'prom/prometheus:v3.5.0',
          command: [
            '--config.file=/etc/prometheus/prometheus.yml',
            '--storage.tsdb.path=/prometheus',
            '--web.config.file=/web.yml',
          ],
          ports: ['127.0.0.1::9090'],
          volumes: ['./web.yml:/web.yml:ro'],
        },
      },
      networks: { default: {}, own: { ipam: { config: [{ subnet: '198.51.100.0/28' }] } } },
    });
    twin = await composeProject({ services: { plain } });
    const policies = join(project.folder, 'policies');
    await mkdir(policies);
    await writeFile(join(project.folder, 'web.yml'), WEB_CONFIG, { mode: 0o644 });
    await writeFile(join(policies, 'plain.yaml'), JSON.stringify({ ...BOUNDED, project: project.name }));
    env = { ...env, AUTOSCALER_POLICIES: policies, AUTOSCALER_STATE_DIR: join(project.folder, 'state') };
    cli = cliWith(env);
    await Promise.all([project.compose('up', '-d'), twin.compose('up', '-d')]);
  });
  afterAll(async () => {
    await project?.down();
    await twin?.down();
  });

  const picture = async () => {
    const shown = ['ps', '--all', '--no-trunc', '--format', '{{.ID}} {{.Names}} {{.State}}'];
    return await Promise.all([project, twin].map(({ compose }) => compose(...shown)));
  };

  test('nothing of what is asked for here changes anything', async () => {
    const before = await picture();
    const p = ['--project', project.name];
    const refusals: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['scale', 'nowhere', '2'], 2, /E_SERVICE_UNKNOWN: .*"nowhere".*fix: Choose one of: /s],
      [['scale', 'plain', '2', '--project', 'nowhere'], 2, /E_PROJECT_UNKNOWN: .*"nowhere".*fix: /s],
      [['scale', 'plain', '2'], 2, /E_SERVICE_AMBIGUOUS: .*"plain".*fix: Name the project with --project/s],
      [['scale', 'plain', '-1', ...p], 2, /E_REPLICAS_INVALID: "-1".*fix: Give a whole number/s],
      [['scale', 'plain', 'abc', ...p], 2, /E_REPLICAS_INVALID: "abc".*fix: /s],
      [['scale', 'plain', '1.5', ...p], 2, /E_REPLICAS_INVALID: "1\.5".*fix: /s],
      [['scale', 'plain', '4', ...p], 2, /E_OUT_OF_BOUNDS: .*1 to 3.*plain\.yaml.*fix: .*--force/s],
      [['scale', 'named', '2', ...p], 2, /E_NOT_CLONEABLE: .*fix: Remove container_name/s],
      [['scale', 'ported', '2', ...p], 2, /E_NOT_CLONEABLE: .*port.*fix: Publish it without a host port/s],
      [['scale', 'hosted', '2', ...p], 2, /E_NOT_CLONEABLE: .*fix: Remove network_mode: host/s],
      [['scale', 'joined', '2', ...p], 2, /E_NOT_CLONEABLE: .*fix: /s],
      [
        ['scale', 'addressed', '2', ...p],
        2,
        /E_NOT_CLONEABLE: .*198\.51\.100\.10.*fix: Remove ipv4_address/s,
      ],
      [['scale', 'hostile', '2', ...p], 2, /E_CONFIG: .*label/],
      [['scale', HOSTILE, '2', ...p], 2, /E_SERVICE_UNKNOWN: /],
      [['scale', 'plain', '2', '--project', `../${HOSTILE}`], 2, /E_PROJECT_UNKNOWN: /],
      [['scale', 'plain', '2', ...p, '--timeout', 'soon'], 2, /'soon' is invalid.*such as 30s/],
      [['scale', 'plain'], 2, /missing required argument 'replicas'/],
      [['scael', 'plain', '2'], 2, /unknown command 'scael'/],
      [['explain', 'nowhere'], 2, /E_SERVICE_UNKNOWN/],
      [['history', 'nowhere'], 2, /E_SERVICE_UNKNOWN/],
      [['run', '--once', '--interval', 'fast'], 2, /E_CONFIG: .*--interval/],
    ];
    const answers = await inTurns(refusals, async ([args, exitCode, said]) => {
      const { stdout: _, ...answer } = await cli.run(...args);
      return { wanted: { args, exitCode, stderr: expect.stringMatching(said) }, got: { args, ...answer } };
    });
    expect(answers.map(({ got }) => got)).toEqual(answers.map(({ wanted }) => wanted));
    expect(await picture()).toEqual(before);
  });

  test('a socket that is not there, and one that may not be used', async () => {
    const nowhere = cliWith({ ...env, DOCKER_HOST: 'unix:///does/not/exist.sock' });
    const missing = await nowhere.run('status');
    expect(missing.stderr).toMatch(/E_DOCKER_MISSING: .*\/does\/not\/exist\.sock.*fix: /s);
    expect(missing.exitCode).toBe(1);

    // Without DOCKER_GID the image's user is in no group that may use the socket.
    const socket = (env.DOCKER_HOST ?? '').replace('unix://', '');
    const mount = ['--volume', `${socket}:/var/run/docker.sock`];
    const forbidden = project.docker('run', '--rm', ...mount, 'compose-autoscaler/autoscaler', 'status');
    await expect(forbidden).rejects.toMatchObject({
      exitCode: 1,
      all: expect.stringMatching(/E_DOCKER_FORBIDDEN: .*fix: .*DOCKER_GID=\d+/s),
    });
  });

  test('Prometheus out of reach, or behind a password: held, saying so', async () => {
    const asked = { prometheus: 'vector(1)', scaleUp: { above: 0 } };
    const policy = { ...BOUNDED, project: project.name, metrics: { asked } };
    const file = join(project.folder, 'asked.yaml');
    await writeFile(file, JSON.stringify(policy));
    const before = await picture();
    const decided = async (url: string) =>
      await cli.run('run', '--once', '--policies', file, '--prometheus-url', url);
    const unreachable = await decided('http://127.0.0.1:1');
    expect(unreachable.stderr).toMatch(/held at 1: asked cannot be read \(E_PROMETHEUS_UNREACHABLE: .*:1 /);
    const unauthorised = await decided(`http://${await project.compose('port', 'prometheus', '9090')}`);
    expect(unauthorised.stderr).toMatch(/held at 1: asked cannot be read \(E_PROMETHEUS_UNAUTHORISED: /);
    expect([unreachable.exitCode, unauthorised.exitCode]).toEqual([0, 0]);
    expect(await picture()).toEqual(before);
  });
});

/** As many at a time as a small machine has processors. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += 2)
    results.push(...(await Promise.all(items.slice(i, i + 2).map(work))));
  return results;
}
