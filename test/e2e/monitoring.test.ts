import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { DASHBOARDS } from '../../deploy/grafana/source/dashboards.ts';
import { ensureEngine } from '../support/engine/engine.ts';
import { ensureImages } from '../support/engine/images.ts';
import { countSeries } from '../support/stack/series.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { startTraffic, type Traffic } from '../support/stack/traffic.ts';
import { eventually, until } from '../support/wait.ts';

/** All that the profile adds, but Grafana: it only shows what Prometheus answers. */
const ADDED = ['alertmanager', 'node-exporter'];

const PANELS = DASHBOARDS.flatMap(({ uid, rows, marks }) => [
  ...rows.flatMap(({ panels }) => panels.map(({ title, queries }) => ({ uid, title, queries }))),
  ...marks.map(({ name, expr }) => ({ uid, title: `mark ${name}`, queries: [{ expr }] })),
]);
/** What is drawn only at the moment that it happens. */
const isMark = (title: string) => title.startsWith('mark ');

describe('what watches the stack', () => {
  let stack: Stack;
  let traffic: Traffic;
  tellOnFailure(() => stack);

  beforeAll(async () => {
    await ensureImages(await ensureEngine(), ['prom/alertmanager:v0.28.1', 'prom/node-exporter:v1.9.1']);
    stack = await prepareStack({ settings: { COMPOSE_PROFILES: 'full', ALERTMANAGER_PORT: '0' } });
    const policy = {
      service: 'web',
      project: stack.project,
      min: 2,
      max: 4,
      balancer: 'haproxy',
      metrics: { cpu: { source: 'docker.cpu', target: 10_000 } },
      forecast: 'on',
      cooldown: { down: '10m' },
      costPerReplicaHour: '0.042 EUR',
    };
    const documents = [policy, { ...policy, shadow: true, max: 6 }];
    await stack.policy(documents.map((document) => stringify(document)).join('---\n'));
    await stack.up('web', 'haproxy', 'prometheus', 'autoscaler', ...ADDED);
    await stack.settled(2);
    traffic = startTraffic(stack.urls.web, { rate: 20 });
    expect((await stack.scale(3)).exitCode).toBe(0);
  });
  afterAll(async () => {
    await traffic?.stop();
    await stack?.down();
  });

  const count = (expr: string) => countSeries(stack.urls.prometheus, expr);

  test.each(PANELS)('$uid: $title', async ({ title, queries }) => {
    for (const { expr } of queries) {
      if (isMark(title)) expect(await count(expr)).toBeGreaterThanOrEqual(0);
      else
        await eventually(
          () => count(expr),
          (series) => series > 0,
          45_000,
        );
    }
  });

  test('every alert rule is evaluated, and Alertmanager hears of what fires', async () => {
    await until(async () => {
      const answer = await fetch(`${stack.urls.prometheus}/api/v1/rules`);
      const { data } = (await answer.json()) as {
        readonly data: {
          readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[];
        };
      };
      const rules = data.groups.flatMap((group) => group.rules);
      return rules.length > 8 && rules.every(({ health }) => health === 'ok');
    }, 'every rule is evaluated');
    await until(async () => {
      const answer = await fetch(`${stack.urls.prometheus}/api/v1/alertmanagers`);
      const { data } = (await answer.json()) as {
        readonly data: { readonly activeAlertmanagers: readonly unknown[] };
      };
      return data.activeAlertmanagers.length === 1;
    }, 'Prometheus has found Alertmanager');
  });
});
