import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endOf, parseEnding } from '../../../src/cli/ending-option.ts';
import { running } from '../../support/world/asking.ts';
import { webPolicy } from '../../support/world/policies.ts';
import type { World } from '../../support/world/world.ts';
import { runCli } from '../../support/world/world-cli.ts';

let world: World;

beforeEach(async () => {
  world = await running(2, webPolicy({ min: 1, max: 8, metrics: [] }));
  vi.useFakeTimers({ toFake: ['Date'], now: world.clock.now() });
});
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;
const iso = (inMs: number) => new Date(world.clock.now() + inMs).toISOString();
const inForce = () => world.controller.services[0]?.policy;

describe('autoscaler bounds', () => {
  it('holds at least six for a while, then the policy’s again', async () => {
    const { code, out } = await runCli(world, ['bounds', 'web', '--min', '6', '--for', '10m']);
    expect([code, out]).toEqual([0, 'shop/web: min 6 until 12:10 UTC\n']);
    await world.pass(60);
    expect(world.running).toHaveLength(6);
    expect(inForce()).toMatchObject({ min: 6, max: 8 });
    await world.pass(600);
    expect(inForce()).toMatchObject({ min: 1, max: 8 });
  });

  it('tells the change as JSON', async () => {
    const until = iso(HOUR);
    const said = await runCli(world, ['bounds', 'web', '--min=3', '--max=9', '--until', until, '--json']);
    expect(JSON.parse(said.out)).toMatchObject({
      project: 'shop',
      service: 'web',
      by: 'tester (bounds)',
      change: { kind: 'bounds', min: 3, max: 9, until },
    });
  });

  it('is lifted before its time', async () => {
    await runCli(world, ['bounds', 'web', '--min', '6', '--for', '1h']);
    const { out } = await runCli(world, ['bounds', 'web', '--lift']);
    expect(out).toBe('shop/web: its policy’s bounds hold again: min 1 and max 8\n');
    await world.pass(10);
    expect(inForce()).toMatchObject({ min: 1, max: 8 });
  });

  it.each([
    [['--min', '6'], 'it is not said until when'],
    [['--for', '1h'], 'neither a min nor a max was given'],
    [['--lift', '--min', '6'], '--lift goes alone'],
    [['--min', '9', '--for', '1h'], 'min 9 is above the policy’s max, 8 replicas'],
    [['--min', '6', '--until', '2026-03-05T18:00Z'], 'more than 720 h away'],
    [['--min', 'six', '--for', '1h'], '"six" is not a replica count'],
    [['--min', '6', '--for', '1h', '--until', '18:00'], 'cannot be used with'],
    [['--min', '6', '--until', 'tomorrow'], 'It must be a time of day such as 18:00'],
  ])('%j is refused', async (argv, why) => {
    const { code, err } = await runCli(world, ['bounds', 'web', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(why);
    expect(world.journal.changes({ limit: 1 })).toEqual([]);
  });
});

describe('autoscaler pause and resume', () => {
  it('holds until somebody resumes', async () => {
    expect((await runCli(world, ['pause', 'web'])).out).toBe('shop/web: paused until somebody resumes it\n');
    await world.pass(10);
    expect(inForce()?.control?.pause).toMatchObject({ by: 'tester (pause)' });
    expect((await runCli(world, ['resume', 'web'])).out).toBe('shop/web: its policy scales it again\n');
    await world.pass(10);
    expect(inForce()?.control?.pause).toBeUndefined();
  });

  it('ends by itself', async () => {
    expect((await runCli(world, ['pause', 'web', '--for', '30m'])).out).toBe(
      'shop/web: paused until 12:30 UTC\n',
    );
    await world.pass(1830);
    expect(inForce()?.control?.pause).toBeUndefined();
  });

  it.each(['pause', 'resume'])('%s of a service that is not there', async (command) => {
    const { code, err } = await runCli(world, [command, 'nope']);
    expect(code).toBe(2);
    expect(err).toContain('E_SERVICE_UNKNOWN');
  });
});

it('without a controller it says that it holds later', async () => {
  expect((await runCli(world, ['pause', 'web'])).err).toBe('no controller runs; it holds once one does\n');
});

describe('a time of day', () => {
  it.each([
    ['18:00', '2026-01-05T12:00:00', '2026-01-05T18:00:00'],
    ['9:30', '2026-01-05T12:00:00', '2026-01-06T09:30:00'],
    ['12:00', '2026-01-05T12:00:00', '2026-01-06T12:00:00'],
    ['00:00', '2026-12-31T23:59:59', '2027-01-01T00:00:00'],
  ])('%s at %s is %s, all on this machine', (text, now, expected) => {
    expect(endOf({ until: parseEnding(text) }, Date.parse(now))).toBe(Date.parse(expected));
  });

  it.each(['24:00', '18', '18:60', '2026-01-05', '2026-01-05T18:00', '2026-13-05T18:00Z'])(
    '%s is none',
    (text) => expect(() => parseEnding(text)).toThrow('It must be a time of day'),
  );
});
