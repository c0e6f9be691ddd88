import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../deploy/grafana/source/dashboards.ts';
import { ensureEngine } from '../support/engine/engine.ts';
import { ensureImages } from '../support/engine/images.ts';
import { answeringHosts } from '../support/stack/answering.ts';
import { expectComposesOwn, expectNothingLeft } from '../support/stack/compose-view.ts';
import { countSeries } from '../support/stack/series.ts';
import { prepareStack, type Stack } from '../support/stack/stack.ts';
import { expectNoFailure, startTraffic } from '../support/stack/traffic.ts';
import { eventually } from '../support/wait.ts';

interface Status {
  readonly services: readonly {
    readonly project: string;
    readonly replicas: { readonly ready: number };
    readonly balancer: { readonly inRotation: number };
  }[];
}

const EXPORTER = 'nginx/nginx-prometheus-exporter:1.4.2';

describe('the stack with nginx', () => {
  let stack: Stack;

  beforeAll(async () => {
    await ensureImages(await ensureEngine(), ['nginx:1.30', EXPORTER]);
    const composeFile = 'deploy/nginx/docker-compose.nginx.yml';
    stack = await prepareStack({ composeFile, settings: { COMPOSE_PROFILES: 'full' } });
    await stack.up('nginx');
  });
  afterAll(() => stack?.down());

  /** Waits until Docker, nginx, the program and the clients see as many replicas. */
  async function expectAgreement(count: number): Promise<void> {
    await eventually(
      () => stack.cli.json<Status>('status'),
      ({ services }) => {
        const web = services.find(({ project }) => project === stack.project);
        return web?.replicas.ready === count && web.balancer.inRotation === count;
      },
      30_000,
    );
    const replicas = (await stack.web()).map(({ id }) => id.slice(0, 12));
    expect([...(await answeringHosts(stack.urls.web, count))].sort()).toEqual(replicas.sort());
    expect(replicas).toHaveLength(count);
  }

  /** Every panel that can show nginx does. */
  async function expectDrawn(): Promise<void> {
    const panels = DASHBOARDS.flatMap(({ rows }) => rows.flatMap((row) => row.panels));
    const drawn = panels.flatMap(({ queries }) => queries).filter(({ expr }) => expr.includes('nginx_'));
    expect(drawn.length).toBeGreaterThan(0);
    for (const { expr } of drawn)
      await eventually(
        () => countSeries(stack.urls.prometheus, expr),
        (series) => series > 0,
        45_000,
      );
  }

  test('scales 2 → 5 → 2 from the command line without losing a request', async () => {
    expect(await stack.scale(2)).toMatchObject({ exitCode: 0, stderr: '' });
    await expectAgreement(2);
    const traffic = startTraffic(stack.urls.web);
    const up = await stack.scale(5);
    expect(up).toMatchObject({ exitCode: 0, stderr: '' });
    expect(up.stdout).toMatch(/\/web: 2 → 5 in .*, all healthy and in the balancer/);
    await expectAgreement(5);
    const down = await stack.scale(2, '--json');
    expect(JSON.parse(down.stdout)).toMatchObject({ project: stack.project, service: 'web', from: 5, to: 2 });
    await expectAgreement(2);
    await expectComposesOwn(stack, 2, ['nginx']);
    expectNoFailure(await traffic.stop());
  });

  test('scales with the shipped controller, which a restart of nginx does not disturb', async () => {
    await stack.up('autoscaler', 'prometheus', 'nginx-exporter');
    const traffic = startTraffic(stack.urls.web);
    expect(await stack.scale(4)).toMatchObject({ exitCode: 0, stderr: '' });
    await expectAgreement(4);
    await expectDrawn();
    expectNoFailure(await traffic.stop());
    await stack.compose('restart', '--timeout', '1', 'nginx');
    await expectAgreement(4);
    await stack.compose('down', '--volumes');
    await expectNothingLeft(stack);
  });
});
