import { beforeEach, describe, expect, it } from 'vitest';
import { type Observed, observed } from '../../../../support/world/observed.ts';
import { webPolicy } from '../../../../support/world/policies.ts';
import { type Ask, asking, CHANGING, TOKENS } from './asking.ts';

let there: Observed;
let ask: Ask;

beforeEach(async () => {
  there = await observed({ policy: webPolicy({ min: 2, max: 8 }) });
  ask = await asking(there, TOKENS);
});

/** A moment so many minutes from now. */
const inMinutes = (minutes: number) => new Date(there.world.clock.now() + minutes * 60_000).toISOString();

/** Changes something of the service by the token of ann. */
async function change(what: string, payload: object, method: 'POST' | 'DELETE' = 'POST', service = 'web') {
  const response = await ask(`services/shop/${service}/${what}`, {
    method,
    payload,
    headers: { ...CHANGING, 'content-type': 'application/json' },
  });
  return { status: response.statusCode, body: response.json() };
}

const service = async () => (await ask('services/shop/web', { headers: { ...CHANGING } })).json();
const changes = async () => (await ask('changes', { headers: { ...CHANGING } })).json().items;

it('bounds for a while hold from the next tick on, and are back by themselves', async () => {
  const until = inMinutes(1);
  const { status, body } = await change('bounds', { min: 6, until });
  expect(status).toBe(200);
  expect(body).toMatchObject({ by: 'ann (http)', change: { kind: 'bounds', min: 6, max: null, until } });
  await there.tick();
  expect(await service()).toMatchObject({
    bounds: { min: 6, max: 8, policy: { min: 2, max: 8 } },
    temporaryBounds: { min: 6, max: null, until, by: 'ann (http)' },
    replicas: { current: 6 },
  });
  for (let i = 0; i < 13; i += 1) await there.tick();
  expect(await service()).toMatchObject({ bounds: { min: 2, max: 8 }, temporaryBounds: null });
  expect((await changes())[0]).toMatchObject({ by: 'autoscaler', change: { kind: 'bounds-lifted' } });
});

it('bounds are lifted before their time', async () => {
  await change('bounds', { min: 6, until: inMinutes(60) });
  expect((await change('bounds', {}, 'DELETE')).body).toMatchObject({ change: { kind: 'bounds-lifted' } });
  await there.tick();
  expect(await service()).toMatchObject({ temporaryBounds: null });
});

it('a pause holds until it is resumed', async () => {
  expect((await change('pause', {})).body).toMatchObject({ change: { kind: 'pause', until: null } });
  there.world.load = 7;
  await there.tick();
  expect(await service()).toMatchObject({
    paused: { until: null, by: 'ann (http)' },
    action: null,
    lastDecision: { action: 'hold', reasons: [{}, { code: 'PAUSED' }] },
  });
  expect((await change('resume', {})).status).toBe(200);
  await there.tick();
  expect(await service()).toMatchObject({ paused: null, lastDecision: { action: 'scale-up' } });
});

it('a scaling is begun, and its end is in the change', async () => {
  const { status, body } = await change('scale', { replicas: 5, timeoutSeconds: 30 });
  expect(status).toBe(202);
  expect(body).toMatchObject({ by: 'ann (http)', change: { kind: 'scale', replicas: 5 }, outcome: null });
  const { journal, clock } = there.world;
  const [request] = journal.takeRequests(clock.now());
  expect(request).toMatchObject({ replicas: 5, force: false, by: 'ann (http)' });
  expect(request?.expiresAt).toBe(clock.now() + 30_000);
  journal.completeRequest(request?.id ?? 0, { ok: false, code: 'E_NOT_CONVERGED', message: 'too slow' });
  const told = await ask(`changes/${body.id}`, { headers: { ...CHANGING } });
  expect(told.json().outcome).toEqual({ ok: false, code: 'E_NOT_CONVERGED', message: 'too slow', fix: null });
});

describe('what cannot be is refused, and leaves nothing in the journal', () => {
  it.each([
    ['scale', { replicas: 9 }, 409, 'E_OUT_OF_BOUNDS'],
    ['scale', { replicas: 1 }, 409, 'E_OUT_OF_BOUNDS'],
    ['scale', { replicas: 1e12, force: true }, 400, 'E_REPLICAS_INVALID'],
    ['scale', { replicas: -1 }, 400, 'FST_ERR_VALIDATION'],
    ['scale', { replicas: '3' }, 400, 'FST_ERR_VALIDATION'],
    ['scale', { replicas: 2.5 }, 400, 'FST_ERR_VALIDATION'],
    ['scale', {}, 400, 'FST_ERR_VALIDATION'],
    ['scale', { replicas: 3, timeoutSeconds: 0 }, 400, 'FST_ERR_VALIDATION'],
    ['scale', { replicas: 3, forced: true }, 400, 'FST_ERR_VALIDATION'],
    ['pause', { until: 'tomorrow' }, 400, 'FST_ERR_VALIDATION'],
    ['pause', { until: '2020-01-01T00:00:00Z' }, 400, 'E_CONTROL'],
    ['pause', { until: '2999-01-01T00:00:00Z' }, 400, 'E_CONTROL'],
    ['resume', [], 400, 'FST_ERR_VALIDATION'],
    ['bounds', { min: 3 }, 400, 'FST_ERR_VALIDATION'],
    ['bounds', { until: '2026-01-05T13:00:00Z' }, 400, 'E_CONTROL'],
    ['bounds', { min: 5, max: 4, until: '2026-01-05T13:00:00Z' }, 400, 'E_CONTROL'],
    ['bounds', { min: 9, until: '2026-01-05T13:00:00Z' }, 400, 'E_CONTROL'],
    ['bounds', { max: 1, until: '2026-01-05T13:00:00Z' }, 400, 'E_CONTROL'],
  ])('%s %j: %i %s', async (what, payload, status, code) => {
    const answer = await change(what, payload);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body.error.code).toBe(code);
    expect(await changes()).toEqual([]);
    expect(there.world.journal.takeRequests(there.world.clock.now())).toEqual([]);
  });

  it.each(['scale', 'pause', 'resume', 'bounds'])('%s of a service that is not there', async (what) => {
    const payload = { scale: { replicas: 3 }, bounds: { min: 3, until: inMinutes(1) } }[what] ?? {};
    const answer = await change(what, payload, 'POST', 'nope');
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'E_SERVICE_UNKNOWN' } } });
    expect(await changes()).toEqual([]);
  });
});
