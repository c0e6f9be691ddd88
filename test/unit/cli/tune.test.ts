import { afterAll, describe, expect, it } from 'vitest';
import { FOLLOWING, OfflineCli } from '../../support/simulation/offline-cli.ts';
import { daily } from '../../support/simulation/shapes.ts';

const cli = new OfflineCli();
afterAll(() => cli.close());
const WASTEFUL = FOLLOWING.replace(
  '{ source: balancer.requests-per-second, target: 31 }',
  '\n    source: balancer.requests-per-second\n    target: 15 # a guess',
);
const trace = cli.write('daily.csv', daily(1).split('\n').slice(0, 480).join('\n'));
const tune = (...args: readonly string[]) => cli.run('tune', '--trace', trace, ...args);

describe('autoscaler tune', () => {
  it('finds cheaper numbers within the SLO, and says what they do on the part it did not search', async () => {
    const policy = cli.write('wasteful.yaml', WASTEFUL);
    const { code, out } = await tune('--policy', policy, '--json');
    expect(code).toBe(0);
    const { changes, reported, searched, confidence, isBetter, written } = JSON.parse(out);
    expect(changes[0]).toMatchObject({ path: 'metrics.requests.target', line: 8, before: '15' });
    expect(Number(changes[0].after)).toBeGreaterThan(25);
    for (const part of [searched, reported]) {
      expect(part.after.overSloRequestsPercent).toBeLessThan(1);
      expect(part.after.replicaHours).toBeLessThan(0.65 * part.before.replicaHours);
    }
    expect(confidence).toMatchObject({ isCheaper: 1 });
    expect(confidence.keepsSlo).toBeGreaterThan(0.9);
    expect({ isBetter, written }).toEqual({ isBetter: true, written: false });
    expect(cli.read('wasteful.yaml')).toBe(WASTEFUL);
  });

  it('writes them and keeps the comments', async () => {
    const policy = cli.write('mine.yaml', WASTEFUL);
    const { out } = await tune('--policy', policy, '--write');
    expect(out).toMatch(
      /^\S+mine\.yaml:8\n- metrics\.requests\.target: 15\n\+ metrics\.requests\.target: \d/,
    );
    expect(out).toMatch(/they keep 1 % in \d+ % of them and are cheaper in 100 %\.\nWritten\.\n$/);
    expect(cli.read('mine.yaml')).toMatch(/^ {4}target: [\d.]+ # a guess$/m);
  });

  it('tells money where the policy names a price', async () => {
    const policy = cli.write('priced.yaml', `${WASTEFUL}costPerReplicaHour: 0.05 EUR\n`);
    const { out } = await tune('--policy', policy);
    expect(out).toMatch(/replica-h +EUR +of best/);
    const { reported } = JSON.parse((await tune('--policy', policy, '--json')).out);
    const { cost, replicaHours } = reported.before;
    expect(cost).toEqual({ amount: expect.closeTo(0.05 * replicaHours, 3), currency: 'EUR' });
    expect(reported.after.cost.amount).toBeLessThan(cost.amount);
  });

  it('says when there is nothing better', async () => {
    const policy = cli.write('good.yaml', FOLLOWING.replace('min: 1', 'min: 60'));
    const before = cli.read('good.yaml');
    const { out } = await tune('--policy', policy, '--write');
    expect(out).toMatch(/good\.yaml: its numbers are the best of \d+ sets that were tried\.\n/);
    expect(cli.read('good.yaml')).toBe(before);
  });

  it('refuses a policy without numbers', async () => {
    const policy = cli.write('bare.yaml', 'service: web\nmax: 9\n');
    const { code, err } = await tune('--policy', policy);
    expect(code).toBe(2);
    expect(err).toContain('no number of its own to tune');
  });
});
