import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectComposesOwn } from '../support/stack/compose-view.ts';
import { controllerMetric } from '../support/stack/controller-metrics.ts';
import { isInRotation } from '../support/stack/haproxy-servers.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { tellOnFailure } from '../support/stack/tell-on-failure.ts';
import { expectNoFailure, startTraffic } from '../support/stack/traffic.ts';
import { until } from '../support/wait.ts';

const SERVICES = ['web', 'haproxy', 'prometheus', 'autoscaler'];
const SHORT = { cooldown: { up: '1s', down: '1s' }, stabilization: { down: '2s' } };
const BASE = { min: 2, max: 5, balancer: 'haproxy', ...SHORT };
const EMBEDDED = { ...BASE, metrics: { requests: { source: 'balancer.requests-per-second', target: 40 } } };
const QUERY = 'sum(rate(haproxy_backend_http_requests_total{proxy="{{service}}"}[5s]))';
const ASKED = { ...BASE, metrics: { asked: { prometheus: QUERY, aggregate: 'total', target: 40 } } };
/** Requests per second: with the slower ones beside them five replicas' worth, and one's. */
const MUCH = 170;
const LITTLE = 10;

/** What a terminal is told for showing another screen, and the one before again. */
const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';

interface Entry {
  readonly at: unknown;
  readonly project: unknown;
  readonly kind: unknown;
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const text = expect.stringMatching(/./);

describe('scaling by load, with the controller as shipped', () => {
  let stack: Stack;
  tellOnFailure(() => stack);

  beforeAll(async () => {
    stack = await prepareStack();
    await stack.policy(EMBEDDED);
    await stack.up();
    await stack.settled(2);
  });
  afterAll(() => stack?.down());

  test('2 → 5 → 2 by the balancer’s own counters, each decision explained', async () => {
    const traffic = startTraffic(stack.urls.web, { rate: MUCH });
    await stack.settled(5);
    await expectComposesOwn(stack, 5, SERVICES);

    const { services, ...beside } = await stack.cli.json<{ services: unknown }>('status');
    expect(beside).toEqual({ at: time, controller: text, faults: [], waiting: [] });
    expect(services).toMatchObject([
      {
        project: stack.project,
        service: 'web',
        replicas: { current: 5, ready: 5, min: 2, max: 5 },
        balancer: { kind: 'haproxy', inRotation: 5 },
        lastDecision: {
          action: 'hold',
          from: 5,
          to: 5,
          at: time,
          sentence: text,
          reasons: expect.arrayContaining([{ code: expect.stringMatching(/^[A-Z_]+$/), message: text }]),
        },
      },
    ]);
    const explained = await stack.cli.json('explain', 'web', '--project', stack.project);
    expect(explained).toMatchObject({
      ...{ project: stack.project, service: 'web', action: 'hold', from: 5, to: 5, at: time, lastAt: time },
      ticks: expect.any(Number),
      sentence: expect.stringMatching(/^held at 5: requests is \d.* req\/s per replica/),
      recommendations: [{ metric: 'requests', sample: { kind: 'value' }, replicas: 5, missing: false }],
      otherwise: { metrics: expect.any(Array), calm: expect.any(Array), without: expect.any(Array) },
    });

    traffic.setRate(LITTLE);
    await stack.settled(2);
    await expectComposesOwn(stack, 2, SERVICES);
    expectNoFailure(await traffic.stop());

    const { entries } = await stack.cli.json<{ entries: readonly Entry[] }>(
      'history',
      'web',
      '--project',
      stack.project,
    );
    expect(entries.every(({ at, project }) => typeof at === 'string' && project === stack.project)).toBe(
      true,
    );
    const kinds = entries.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'step-failed' || kind === 'step-undone')).toEqual([]);
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'decision', action: 'scale-up', from: 2 }),
        expect.objectContaining({ kind: 'plan-started' }),
        expect.objectContaining({ kind: 'step-done', step: { kind: 'join-balancer', number: 5 } }),
        expect.objectContaining({ kind: 'plan-ended', outcome: 'done', to: 5 }),
        expect.objectContaining({ kind: 'decision', action: 'scale-down', to: 2 }),
        expect.objectContaining({ kind: 'plan-ended', outcome: 'done', to: 2 }),
      ]),
    );
  });

  test('status --watch shows it on a terminal, in place, and gives the screen back', async () => {
    const { exitCode, output } = await stack.cli.onTerminal(['status', '--watch'], (shown) =>
      shown.split('\u001b[1;1H').length > 3 ? 'q' : undefined,
    );
    expect(exitCode).toBe(0);
    const [before = '', live = '', after = ''] = output.replace(LEAVE, ENTER).split(ENTER);
    expect(before.trim()).toBe('');
    expect(live).toContain(`${stack.project}/web`);
    expect(live.endsWith('\u001b[?25h')).toBe(true);
    expect(after).toContain(`${stack.project}/web`);
  });

  test('2 → 5 by a Prometheus query; without Prometheus never down; with it again, down to 2', async () => {
    await stack.policy(ASKED);
    const traffic = startTraffic(stack.urls.web, { rate: MUCH });
    await stack.settled(5);

    await stack.compose('stop', 'prometheus');
    traffic.setRate(LITTLE);
    const missing = () =>
      controllerMetric(stack.urls.autoscaler, 'autoscaler_sample_missing_total', { project: stack.project });
    const before = await missing();
    await until(async () => (await missing()) >= before + 8, 'eight ticks pass without Prometheus');
    await stack.settled(5, 0);
    const explained = await stack.cli.json('explain', 'web', '--project', stack.project);
    expect(explained).toMatchObject({
      action: 'hold',
      from: 5,
      to: 5,
      reasons: [{ code: 'METRIC_MISSING' }],
    });

    await stack.compose('start', 'prometheus');
    await stack.settled(2);
    expectNoFailure(await traffic.stop());
  });
});

/** Of CPU: a request takes 5 ms, so that one replica carries 40 requests per second. */
const WORKING = {
  settings: { CPU_MS: '5' },
  overlay: { services: { web: { deploy: { resources: { limits: { cpus: '0.2' } } } } } },
};

describe('a policy that says nothing but how far', () => {
  let stack: Stack;
  tellOnFailure(() => stack);

  beforeAll(async () => {
    stack = await prepareStack(WORKING);
    await stack.policy({ min: 2, max: 100, balancer: 'haproxy', hostReserve: '10%' });
    await stack.up();
    await stack.settled(2);
  });
  afterAll(() => stack?.down());

  test('grows with the work, by CPU and by what it learns that a replica carries', async () => {
    const traffic = startTraffic(stack.urls.web, { rate: 60 });
    await until(async () => (await stack.servers()).filter(isInRotation).length > 2, 'more than two serve');
    const explained = await stack.cli.json('explain', 'web', '--project', stack.project);
    expect(explained).toMatchObject({
      recommendations: [
        { metric: 'cpu', sample: { kind: 'value' } },
        {
          metric: 'requests',
          sample: { kind: 'value' },
          reason: { message: expect.stringContaining('learned') },
        },
      ],
    });
    expectNoFailure(await traffic.stop());
  });
});
