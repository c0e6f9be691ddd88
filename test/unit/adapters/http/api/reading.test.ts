import { beforeAll, describe, expect, it } from 'vitest';
import { type Observed, observed } from '../../../../support/world/observed.ts';
import { webPolicy } from '../../../../support/world/policies.ts';
import { listening } from '../fixtures.ts';
import { asking, CHANGING, READING, TOKENS } from './asking.ts';

let there: Observed;
beforeAll(async () => {
  there = await observed({ policy: webPolicy({ min: 2, max: 8, price: { perHour: 3, currency: 'EUR' } }) });
  there.world.load = 4;
  for (let i = 0; i < 12; i += 1) await there.tick();
});

const get = async (path: string) => (await asking(there))(path).then((response) => response.json());

describe('lists', () => {
  it('come page by page, newest first, each entry once', async () => {
    const whole = (await get('steps?limit=500')).items.map(({ id }: { id: number }) => id);
    expect(whole.length).toBeGreaterThan(4);
    const paged: number[] = [];
    for (let cursor: number | null = whole[0] + 1; cursor !== null; ) {
      const { items, next } = await get(`steps?limit=2&cursor=${cursor}`);
      paged.push(...items.map(({ id }: { id: number }) => id));
      cursor = next;
    }
    expect(paged).toEqual(whole);
    expect(whole).toEqual(whole.toSorted((a: number, b: number) => b - a));
  });

  it('are narrowed down by service, time, action and reason', async () => {
    const all = (await get('decisions')).items;
    const up = (await get('decisions?action=scale-up')).items;
    expect(up).toHaveLength(1);
    expect(up[0]).toMatchObject({ from: 2, to: 4, sentence: expect.stringContaining('up from 2 to 4') });
    const { at } = up[0];
    expect((await get(`decisions?since=${at}`)).items.length).toBeLessThan(all.length);
    expect((await get(`decisions?until=${at}&limit=1`)).items[0].id).toBe(up[0].id);
    expect((await get('decisions?reason=METRIC_ABOVE&service=web')).items).toEqual(up);
    expect((await get('decisions?service=api')).items).toEqual([]);
  });
});

describe('the shadow', () => {
  it('is told with the policy, the service and its decisions', async () => {
    const shadow = webPolicy({ min: 5, max: 9, origin: 'next.yaml' });
    const beside = await observed({ policy: webPolicy({ min: 2, max: 8, shadow }) });
    const ask = async (path: string) => (await asking(beside))(path).then((response) => response.json());
    const { policies } = await ask('policies');
    expect(policies[0]).toMatchObject({ max: 8, shadow: { origin: 'next.yaml', min: 5, max: 9 } });
    const service = await ask('services/shop/web');
    expect(service.shadow).toEqual({ origin: 'next.yaml', min: 5, max: 9 });
    const would = { action: 'scale-up', from: 2, to: 5, sentence: expect.stringContaining('up from 2 to 5') };
    expect(service.lastDecision).toMatchObject({ shadow: would });
    expect((await ask('decisions')).items[0]).toMatchObject({ shadow: would });
    expect((await get('services/shop/web')).lastDecision.shadow).toBeNull();
  });
});

describe('usage', () => {
  it('is what ran, and what it cost', async () => {
    const { services } = await get('usage');
    expect(services).toMatchObject([{ project: 'shop', service: 'web', cost: { currency: 'EUR' } }]);
    const [{ replicaHours, watchedHours, cost, from }] = services;
    expect(watchedHours).toBeCloseTo(60 / 3600, 3);
    expect(replicaHours).toBeGreaterThan(2 * watchedHours);
    expect(replicaHours).toBeLessThan(4 * watchedHours);
    expect(cost.amount).toBeCloseTo(3 * replicaHours, 2);
    expect(Date.parse(from) % 900_000).toBe(0);
  });

  it('is of the services and of the time that are asked for', async () => {
    expect((await get('usage?service=api')).services).toEqual([]);
    const [{ replicaHours, from }] = (await get('usage?until=2001-01-01T00:00:00Z')).services;
    expect([replicaHours, from]).toEqual([0, null]);
  });
});

describe('samples', () => {
  it('come in columns: metrics and replica counts', async () => {
    const { series } = await get('services/shop/web/samples');
    expect(Object.keys(series).sort()).toEqual([
      'load',
      'replicas.current',
      'replicas.desired',
      'replicas.max',
      'replicas.min',
      'replicas.ready',
    ]);
    const { stepSeconds, points } = series['replicas.current'];
    expect(stepSeconds).toBe(15);
    expect(points.at.length).toBeGreaterThan(2);
    expect([points.low[0], points.high.at(-1)]).toEqual([2, 4]);
    expect(points.at).toEqual(points.at.toSorted());
  });

  it('of the series that are named, no more points than asked for, within the range', async () => {
    const { series } = await get('services/shop/web/samples?series=load,nothing&points=1');
    expect(Object.keys(series)).toEqual(['load']);
    expect(series.load.points.at.length).toBeLessThanOrEqual(1);
    const before = await get('services/shop/web/samples?until=2025-01-01T00:00:00Z&series=load');
    expect(before.series.load.points.at).toEqual([]);
  });
});

describe('targets for Prometheus', () => {
  it('are the running replicas with their labels', async () => {
    const groups = await get('prometheus/targets');
    expect(groups).toHaveLength(4);
    expect(groups[0]).toMatchObject({
      targets: ['10.0.0.2:8080'],
      labels: { project: 'shop', service: 'web', replica: '1', __meta_autoscaler_container: 'shop-web-1' },
    });
  });

  it('are narrowed down by service, port and network', async () => {
    expect(await get('prometheus/targets?service=api')).toEqual([]);
    expect(await get('prometheus/targets?network=elsewhere')).toEqual([]);
    const [first] = await get('prometheus/targets?port=9100&network=shop_default');
    expect(first.targets).toEqual(['10.0.0.2:9100']);
  });
});

it('events open to tokens only, the reading one too', async () => {
  const { address } = await listening({ api: there.parts, access: { tokens: TOKENS } });
  const opened = async (headers: Record<string, string> = {}) => {
    const over = new AbortController();
    const { status } = await fetch(`${address}/api/v1/events`, { headers, signal: over.signal });
    over.abort();
    return status;
  };
  expect(await opened()).toBe(401);
  expect(await opened({ authorization: 'Bearer wrong-token-0123456789' })).toBe(401);
  expect(await opened({ ...READING })).toBe(200);
  expect(await opened({ ...CHANGING })).toBe(200);
});
