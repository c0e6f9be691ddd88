import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { until } from '../support/wait.ts';

const READ = 'a-reading-token-of-this-test';
const CHANGE = 'a-changing-token-of-this-test';

describe('the HTTP API of a controller in its container', () => {
  let stack: Stack;
  let secrets: string;
  tellOnFailure(() => stack);

  beforeAll(async () => {
    secrets = await mkdtemp(join(tmpdir(), 'caste-secrets-'));
    await writeFile(join(secrets, 'autoscaler-token'), READ, { mode: 0o644 });
    await writeFile(join(secrets, 'changers'), `ann ${CHANGE}\n`, { mode: 0o644 });
    stack = await prepareStack({
      overlay: {
        services: {
          autoscaler: {
            environment: {
              AUTOSCALER_API_READ_TOKEN: READ,
              AUTOSCALER_API_CHANGE_TOKEN_FILE: '/run/secrets/changers',
              AUTOSCALER_NOTIFY_URL: 'http://haproxy/',
              AUTOSCALER_NOTIFY_EVENTS: 'changed',
            },
            volumes: [`${secrets}/changers:/run/secrets/changers:ro`],
          },
          prometheus: {
            volumes: [
              './deploy/prometheus/http-sd.yml:/etc/prometheus/prometheus.yml:ro',
              `${secrets}/autoscaler-token:/etc/prometheus/secrets/autoscaler-token:ro`,
            ],
          },
        },
      },
    });
    await stack.policy({
      min: 2,
      max: 5,
      balancer: 'haproxy',
      metrics: { cpu: { source: 'docker.cpu', target: 10_000 } },
      cooldown: { down: '10m' },
    });
    await stack.up();
    await stack.settled(2);
  });
  afterAll(async () => {
    await stack?.down();
    await rm(secrets, { recursive: true, force: true });
  });

  const api = (path: string, token?: string, init: RequestInit = {}) =>
    fetch(`${stack.urls.autoscaler}/api/v1/${path}`, {
      ...init,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
      },
    });
  const web = () => `services/${stack.project}/web`;
  const change = (what: string, body: object) =>
    api(`${web()}/${what}`, CHANGE, { method: 'POST', body: JSON.stringify(body) });
  const seen = async () => (await (await api(web(), READ)).json()) as { readonly paused: unknown };

  test('opens to tokens only, each with its right', async () => {
    const statuses = await Promise.all([
      api('services').then(({ status }) => status),
      api('services', 'a-wrong-token-of-this-test').then(({ status }) => status),
      api('services', READ).then(({ status }) => status),
      api(`${web()}/pause`, READ, { method: 'POST', body: '{}' }).then(({ status }) => status),
      api('openapi.json', CHANGE).then(({ status }) => status),
    ]);
    expect(statuses).toEqual([401, 401, 200, 403, 200]);
  });

  test('scales, and tells in events how it went', async () => {
    const abort = new AbortController();
    const events = await api('events', READ, { signal: abort.signal });
    let heard = '';
    const listening = (async () => {
      for await (const chunk of events.body ?? []) heard += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await until(() => heard.includes('event: ready'), 'the events begin');
    const response = await change('scale', { replicas: 4 });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ by: 'ann (http)', outcome: null });
    await until(
      () => heard.includes('"outcome":{"ok":true,"from":2,"to":4}'),
      'the scaling is told as done',
      60_000,
    );
    expect(heard).toContain('event: step');
    abort.abort();
    await listening;
    await stack.settled(4);
  });

  test('lists the replicas to Prometheus, which scrapes each by its name', async () => {
    const names = async () => {
      const query = encodeURIComponent('up{job="replicas", service="web"} == 1');
      const answer = await fetch(`${stack.urls.prometheus}/api/v1/query?query=${query}`);
      const { data } = (await answer.json()) as {
        data?: { result: readonly { metric: { instance: string } }[] };
      };
      return data?.result.map(({ metric }) => metric.instance).sort();
    };
    const running = (await stack.web()).map(({ name }) => name).sort();
    await until(
      async () => String(await names()) === String(running),
      'Prometheus scrapes each replica',
      60_000,
    );
  });

  test('bounds hold for a while, and are lifted; pausing by the command line shows', async () => {
    const end = new Date(Date.now() + 3_600_000).toISOString();
    expect((await change('bounds', { min: 5, until: end })).status).toBe(200);
    await stack.settled(5);
    expect((await api(`${web()}/bounds`, CHANGE, { method: 'DELETE' })).status).toBe(200);

    const paused = await stack.cli.run('pause', 'web', '--project', stack.project, '--for', '1h');
    expect(paused).toMatchObject({ exitCode: 0, stderr: '' });
    await until(async () => (await seen()).paused !== null, 'the pause is in force');
    const { exitCode, stdout } = await stack.cli.run('resume', 'web', '--project', stack.project);
    expect([exitCode, stdout.trim()]).toEqual([0, `${stack.project}/web: its policy scales it again`]);
    await until(async () => (await seen()).paused === null, 'the pause is over');
  });

  test('what was changed is notified', async () => {
    const delivered = async () => {
      const text = await (await fetch(`${stack.urls.autoscaler}/metrics`)).text();
      return Number(/^autoscaler_notifications_total\{outcome="delivered"\} (\d+)$/m.exec(text)?.[1] ?? 0);
    };
    await until(async () => (await delivered()) >= 5, 'the changes are notified');
  });
});
