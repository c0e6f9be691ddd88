import { beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../../../src/core/decision.ts';
import { reason } from '../../../../src/core/reasons.ts';
import { MINUTE, T0 } from '../../../support/builders.ts';
import { SHOP_WEB } from '../../../support/world/policies.ts';
import { World } from '../../../support/world/world.ts';
import { runCli } from '../../../support/world/world-cli.ts';

const API = { project: 'shop', service: 'api' };
const within = reason('METRIC_WITHIN', 'cpu is 50 %');
const above = reason('METRIC_ABOVE', 'cpu is 82 % (> 70 %)');
const step = { kind: 'start', number: 3 } as const;

/** A morning: a hold for ten minutes, a scale-up with a step that failed, and what two people asked for. */
function morning(): World {
  const world = new World();
  const { journal } = world;
  const at = (minutes: number) => T0 - 120 * MINUTE + minutes * MINUTE;
  const decided = (ref: typeof API, minutes: number, from: number, to: number, why = within) =>
    journal.recordDecisions([{ ref, decision: decide(from, to, at(minutes), [why]) }]);
  decided(SHOP_WEB, 0, 2, 2);
  decided(SHOP_WEB, 10, 2, 2);
  decided(API, 11, 1, 1);
  decided(SHOP_WEB, 20, 2, 4, above);
  journal.recordStep(SHOP_WEB, at(20) + 1, { kind: 'step-done', step, ms: 1200 });
  journal.recordStep(SHOP_WEB, at(20) + 2, {
    kind: 'step-failed',
    step,
    code: 'E_UNHEALTHY',
    message: 'it is unhealthy, it says "no"',
  });
  journal.recordStep(SHOP_WEB, at(20) + 3, { kind: 'plan-ended', outcome: 'undone', to: 2, ms: 9000 });
  journal.recordChange({
    ref: SHOP_WEB,
    at: at(60),
    by: 'Kim (pause)',
    change: { kind: 'pause', until: at(90) },
  });
  journal.recordChange({
    ref: API,
    at: at(61),
    by: 'ann',
    change: { kind: 'bounds', min: 3, max: 8, until: at(100) },
  });
  return world;
}

let world: World;
beforeAll(() => {
  world = morning();
});
const lines = async (...argv: readonly string[]) => {
  const { code, out } = await runCli(world, ['history', ...argv]);
  expect(code).toBe(0);
  return out.split('\n').filter((line) => line !== '');
};

describe('autoscaler history', () => {
  it('tells decisions, steps and what people asked for, oldest first', async () => {
    expect(await lines()).toEqual([
      '2026-01-05T10:00:00.000Z shop/web held at 2: cpu is 50 % (2 ticks)',
      '2026-01-05T10:11:00.000Z shop/api held at 1: cpu is 50 %',
      '2026-01-05T10:20:00.000Z shop/web up from 2 to 4: cpu is 82 % (> 70 %)',
      '2026-01-05T10:20:00.001Z shop/web   replica 3: start done in 1 s',
      '2026-01-05T10:20:00.002Z shop/web   replica 3: start failed, E_UNHEALTHY: it is unhealthy, it says "no"',
      '2026-01-05T10:20:00.003Z shop/web   scaling undone at 2 after 9 s',
      '2026-01-05T11:00:00.000Z shop/web Kim (pause) paused it until 11:30 UTC',
      '2026-01-05T11:01:00.000Z shop/api ann set min 3 and max 8 until 11:40 UTC',
    ]);
  });

  it.each([
    ['a service', ['api'], [1, 7]],
    ['a project', ['--project', 'shop', '--limit', '1'], [7]],
    ['since an hour and a half', ['--since', '90m'], [6, 7]],
    ['since a time without a zone, which is UTC', ['--since', '2026-01-05T11:01'], [7]],
    ['until a time with a zone', ['--until', '2026-01-05T11:11+01:00'], [0, 1]],
    [
      'a span that a hold reaches into',
      ['--since', '2026-01-05 10:05', '--until', '2026-01-05 10:15'],
      [0, 1],
    ],
    ['kinds', ['--kind', 'decision', 'change'], [0, 1, 2, 6, 7]],
    ['outcomes', ['--outcome', 'failed', 'undone'], [4, 5]],
    ['decisions up', ['--outcome', 'up'], [2]],
    ['only changes', ['--changes'], [2, 3, 4, 5, 6, 7]],
    ['who asked', ['--who', 'kim'], [6]],
    ['a reason', ['--reason', 'metric_above'], [2]],
    ['the newest', ['--limit', '2'], [6, 7]],
  ])('filters by %s', async (_, argv, expected) => {
    const all = await lines();
    expect(await lines(...argv)).toEqual(expected.map((index) => all[index]));
  });

  it('says when there is nothing of the kind, and when there is no such service', async () => {
    const nothing = await runCli(world, ['history', 'web', '--reason', 'AT_MAX']);
    expect(nothing).toEqual({ code: 0, out: '', err: 'nothing of that kind has been decided or done\n' });
    const nowhere = await runCli(world, ['history', 'nowhere']);
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('E_SERVICE_UNKNOWN')]);
  });

  it('gives every entry once, page by page', async () => {
    const all = await lines();
    const pages: string[] = [];
    let before: readonly string[] = [];
    for (let page = 0; page < 5; page += 1) {
      const { out, err } = await runCli(world, ['history', '--limit', '3', ...before]);
      pages.unshift(...out.split('\n').filter((line) => line !== ''));
      const place = /--before (\S+)\n$/.exec(err)?.[1];
      if (place === undefined) break;
      before = ['--before', place];
    }
    expect(pages).toEqual(all);
  });

  it('prints one document, with the place of the page before', async () => {
    const { out } = await runCli(world, ['history', '--json', '--limit', '2']);
    const { entries, older } = JSON.parse(out);
    expect(entries[0]).toEqual({
      ...{ at: '2026-01-05T11:00:00.000Z', project: 'shop', service: 'web', kind: 'change' },
      ...{ change: 'pause', by: 'Kim (pause)', until: '2026-01-05T11:30:00.000Z', outcome: null },
    });
    expect(older).toMatch(/^-+\d+$/);
  });

  it('prints CSV', async () => {
    const { out } = await runCli(world, ['history', '--csv', '--outcome', 'failed', 'up']);
    expect(out.split('\r\n')).toEqual([
      'at,project,service,kind,from,to,outcome,who,text',
      '2026-01-05T10:20:00.000Z,shop,web,decision,2,4,up,,up from 2 to 4: cpu is 82 % (> 70 %)',
      '2026-01-05T10:20:00.002Z,shop,web,step-failed,,,failed,,"replica 3: start failed, E_UNHEALTHY: it is unhealthy, it says ""no"""',
      '',
    ]);
  });

  it('has colours only where there are some', async () => {
    expect((await runCli(world, ['history'])).out).not.toContain('\u001b');
    expect((await runCli(world, ['history'], { colors: true })).out).toContain('\u001b[31m');
  });

  it.each([
    [['--since', 'yesterday'], 'such as 2h'],
    [['--since', '2026-13-01'], 'such as 2h'],
    [['--before', 'x'], 'an earlier page'],
    [['--kind', 'rumour'], 'Allowed choices'],
    [['--json', '--csv'], 'cannot be used'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await runCli(world, ['history', ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
