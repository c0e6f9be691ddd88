import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../src/core/policy.ts';
import { policies } from '../../../support/arbitraries.ts';
import {
  MINUTE,
  MISSING,
  metric,
  policy,
  requests,
  SECOND,
  T0,
  target,
  thresholds,
} from '../../../support/builders.ts';
import { VirtualService } from '../../../support/virtual-service.ts';

describe('the threshold script of the Compose world', () => {
  /** Every 30 s: one up if CPU > 70 % or req/s > 100, one down if CPU < 30 % and req/s < 50; 2 to 10. */
  const script = policy({
    min: 2,
    max: 10,
    metrics: [metric(), requests()],
    cooldown: { upMs: 30 * SECOND, downMs: 30 * SECOND },
  });

  it('says each step of a busy spell', () => {
    const web = new VirtualService(script, 2);
    expect([
      web.say(0, { cpu: 45, requests: 80 }),
      web.say(30, { cpu: 82, requests: 90 }),
      web.say(42, { cpu: 85, requests: 90 }),
      web.say(60, { cpu: 65, requests: 120 }),
      web.say(90, { cpu: 75, requests: 130 }),
      web.say(120, { cpu: 50, requests: 95 }),
      web.say(150, { cpu: 25, requests: 60 }),
      web.say(180, { cpu: 25, requests: MISSING.empty }),
      web.say(210, { cpu: 20, requests: 40 }),
      web.say(222, { cpu: 20, requests: 40 }),
      web.say(240, { cpu: 15, requests: 30 }),
      web.say(270, { cpu: 15, requests: 30 }),
      web.say(300, { cpu: 15, requests: 30 }),
    ]).toEqual([
      'held at 2: cpu is 45 % (between 30 % and 70 %) and requests is 80 req/s (between 50 req/s and 100 req/s)',
      'up from 2 to 3: cpu is 82 % (> 70 %)',
      'held at 3: cpu is 85 % (> 70 %) but the up-cooldown ends in 18 s',
      'up from 3 to 4: requests is 120 req/s (> 100 req/s)',
      'up from 4 to 5: cpu is 75 % (> 70 %) and requests is 130 req/s (> 100 req/s)',
      'held at 5: cpu is 50 % (between 30 % and 70 %) and requests is 95 req/s (between 50 req/s and 100 req/s)',
      'held at 5: cpu is 25 % (< 30 %) and requests is 60 req/s (between 50 req/s and 100 req/s) but requests does not agree to fewer replicas',
      'held at 5: cpu is 25 % (< 30 %) and requests has no data but missing data never scales down',
      'down from 5 to 4: cpu is 20 % (< 30 %) and requests is 40 req/s (< 50 req/s)',
      'held at 4: cpu is 20 % (< 30 %) and requests is 40 req/s (< 50 req/s) but the down-cooldown ends in 18 s',
      'down from 4 to 3: cpu is 15 % (< 30 %) and requests is 30 req/s (< 50 req/s)',
      'down from 3 to 2: cpu is 15 % (< 30 %) and requests is 30 req/s (< 50 req/s)',
      'held at 2: cpu is 15 % (< 30 %) and requests is 30 req/s (< 50 req/s) but min is 2 replicas',
    ]);
  });

  it('does at every step what the script does, whatever the load', () => {
    const loads = fc.array(fc.tuple(fc.nat(100), fc.nat(150)), { maxLength: 60 });
    fc.assert(
      fc.property(loads, fc.integer({ min: 2, max: 10 }), (samples, start) => {
        const web = new VirtualService(script, start);
        let count = start;
        samples.forEach(([cpu, rps], i) => {
          if (cpu > 70 || rps > 100) count = Math.min(10, count + 1);
          else if (cpu < 30 && rps < 50) count = Math.max(2, count - 1);
          expect(web.tick(30 * i, { cpu, requests: rps }).to).toBe(count);
        });
      }),
    );
  });
});

describe('a target with a stabilization window', () => {
  const rules = policy({
    min: 2,
    max: 20,
    metrics: [requests({ rule: target(100) })],
    stabilization: { upMs: 0, downMs: 5 * MINUTE },
    rateLimit: { up: [{ step: { kind: 'replicas', replicas: 4 }, periodMs: 15 * SECOND }], down: [] },
  });

  it('follows a peak up at once and leaves it five minutes later, as the Kubernetes HPA does', () => {
    const web = new VirtualService(rules, 2);
    expect([
      web.say(0, { requests: 200 }),
      web.say(15, { requests: 850 }),
      web.say(30, { requests: 850 }),
      web.say(45, { requests: 850 }),
      web.say(60, { requests: 640 }),
      web.say(300, { requests: 250 }),
      web.say(345, { requests: 250 }),
      web.say(360, { requests: 250 }),
      web.say(361, { requests: 250 }),
      web.say(601, { requests: 250 }),
    ]).toEqual([
      'held at 2: requests is 100 req/s per replica (target 100 req/s)',
      'up from 2 to 6: requests is 425 req/s per replica (target 100 req/s) but no more than 4 replicas may be added in 15 s',
      'up from 6 to 9: requests is 142 req/s per replica (target 100 req/s)',
      'held at 9: requests is 94.4 req/s per replica (target 100 req/s)',
      'held at 9: requests is 71.1 req/s per replica (target 100 req/s) but the down-window of 5 min is filled in 4 min',
      'held at 9: requests is 27.8 req/s per replica (target 100 req/s) but 9 were needed within the last 5 min',
      'held at 9: requests is 27.8 req/s per replica (target 100 req/s) but 9 were needed within the last 5 min',
      'down from 9 to 7: requests is 27.8 req/s per replica (target 100 req/s) but 7 were needed within the last 5 min',
      'down from 7 to 3: requests is 35.7 req/s per replica (target 100 req/s)',
      'held at 3: requests is 83.3 req/s per replica (target 100 req/s)',
    ]);
  });

  it('after blind minutes does not take the first low number for the whole truth', () => {
    const web = new VirtualService(rules, 8);
    for (let seconds = 0; seconds <= 300; seconds += 15) web.tick(seconds, { requests: 800 });
    for (let seconds = 315; seconds <= 900; seconds += 15) {
      expect(web.say(seconds, { requests: MISSING.empty })).toBe('held at 8: requests has no data');
    }
    expect(web.say(915, { requests: 100 })).toBe(
      'held at 8: requests is 12.5 req/s per replica (target 100 req/s) but 8 were needed within the last 5 min',
    );
    for (let seconds = 930; seconds <= 1200; seconds += 15)
      expect(web.tick(seconds, { requests: 100 }).action).toBe('hold');
    expect(web.tick(1215, { requests: 100 })).toMatchObject({ action: 'scale-down', to: 2 });
  });

  it('after an outage of the controller watches a whole window before it goes down', () => {
    const web = new VirtualService(rules, 8);
    for (let seconds = 0; seconds <= 300; seconds += 15) web.tick(seconds, { requests: 100 * 8 });
    expect(web.say(1000, { requests: 100 })).toBe(
      'held at 8: requests is 12.5 req/s per replica (target 100 req/s) but the down-window of 5 min is filled in 5 min',
    );
    for (let seconds = 1015; seconds < 1300; seconds += 15)
      expect(web.tick(seconds, { requests: 100 }).action).toBe('hold');
    expect(web.tick(1300, { requests: 100 }).to).toBe(2);
  });
});

describe('starting replicas', () => {
  it('whose start-up burns CPU do not cascade to the maximum', () => {
    const web = new VirtualService(policy({ metrics: [metric({ rule: target(60) })] }), 2);
    expect(web.tick(0, { cpu: 90 })).toMatchObject({ to: 3 });
    expect(web.say(5, { cpu: 75 }, { ready: 2 })).toBe(
      'held at 3: cpu is 75 % (target 60 %, with 2 of 3 replicas ready)',
    );
    expect(web.tick(10, { cpu: 65 }, { ready: 2 }).to).toBe(3);
    expect(web.tick(15, { cpu: 60 }).to).toBe(3);
  });

  it('that are idle are not taken away again', () => {
    const web = new VirtualService(policy({ metrics: [metric({ rule: target(60) })] }), 4);
    expect(web.tick(0, { cpu: 120 }).to).toBe(8);
    expect(web.tick(5, { cpu: 60 }, { ready: 4 }).to).toBe(8);
    expect(web.tick(10, { cpu: 56 }, { ready: 6 }).to).toBe(8);
  });
});

describe('thresholds that must hold', () => {
  const rules = policy({
    metrics: [
      metric({
        maxAgeMs: 30 * SECOND,
        rule: thresholds({ up: { value: 70, forMs: MINUTE }, down: { value: 30, forMs: 2 * MINUTE } }),
      }),
    ],
  });

  it('hold over a short gap in the data, and start anew after a dip or a long gap', () => {
    const web = new VirtualService(rules, 4);
    const counts = [
      [0, 80],
      [20, 80],
      [40, MISSING.empty],
      [50, 80],
      [60, 80], // 1 min: up
      [70, 60], // dip
      [80, 80],
      [110, 80],
      [139, 80], // 59 s
      [170, 80], // 31 s since the last: anew
      [200, 80],
      [230, 80], // 1 min: up
    ] as const;
    expect(counts.map(([seconds, cpu]) => web.tick(seconds, { cpu }).to)).toEqual([
      4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 6,
    ]);
  });
});

describe('someone else’s hand', () => {
  const rules: Policy = policy({
    min: 2,
    metrics: [requests({ rule: target(100) })],
    cooldown: { upMs: MINUTE, downMs: MINUTE },
    drift: { increased: 'adopt', decreased: 'restore' },
  });

  it('that resets the scale is undone, that adds replicas is taken over', () => {
    const web = new VirtualService(rules, 2);
    web.tick(0, { requests: 600 });
    expect(web.current).toBe(6);
    web.current = 1;
    expect(web.say(5, { requests: 600 })).toBe(
      'up from 1 to 6: the count went from 6 to 1 without this controller, which is put back',
    );
    web.current = 8;
    expect(web.say(10, { requests: 600 })).toBe(
      'held at 8: the count went from 6 to 8 without this controller, which is taken over and requests is 75 req/s per replica (target 100 req/s) but the down-cooldown ends in 55 s',
    );
    expect(web.say(65, { requests: 600 })).toBe(
      'down from 8 to 6: requests is 75 req/s per replica (target 100 req/s)',
    );
  });
});

it('a restart between any two ticks changes no decision', () => {
  const samples = fc.oneof(
    { arbitrary: fc.nat(400), weight: 5 },
    { arbitrary: fc.constantFrom(...Object.values(MISSING)), weight: 1 },
  );
  const ticks = fc.array(fc.record({ gap: fc.nat(120), values: fc.tuple(samples, samples, samples) }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(policies, ticks, (rules, sequence) => {
      const steady = new VirtualService(rules, rules.max);
      const restarted = new VirtualService(rules, rules.max, { isRestarted: true });
      let seconds = 0;
      for (const { gap, values } of sequence) {
        seconds += gap;
        const seen = Object.fromEntries(values.map((value, i) => [`m${i}`, value]));
        expect(restarted.tick(seconds, seen)).toEqual(steady.tick(seconds, seen));
      }
      expect(restarted.history).toEqual(steady.history);
    }),
    { numRuns: 300 },
  );
});

describe('the rate limit', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('replicas' as const), replicas: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 150 }) }),
  );
  const limit = fc.record({ step, periodMs: fc.integer({ min: 1, max: 300 }).map((s) => s * SECOND) });
  const ticks = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.nat(6000)), { maxLength: 60 });

  it('is never exceeded within any period', () => {
    fc.assert(
      fc.property(limit, limit, ticks, (up, down, sequence) => {
        const rules = policy({
          max: 60,
          metrics: [requests({ rule: target(100) })],
          rateLimit: { up: [up], down: [down] },
        });
        const web = new VirtualService(rules, 5);
        const moves: { at: number; from: number; to: number }[] = [];
        let seconds = 0;
        for (const [gap, load] of sequence) {
          seconds += gap;
          const { from, to } = web.tick(seconds, { requests: load });
          moves.push({ at: T0 + seconds * SECOND, from, to });
        }
        for (const [{ step: size, periodMs }, sign] of [[up, 1] as const, [down, -1] as const]) {
          for (const last of moves) {
            const within = moves.filter((m) => m.at > last.at - periodMs && m.at <= last.at);
            const moved = within.reduce((sum, m) => sum + Math.max(0, sign * (m.to - m.from)), 0);
            const other = within.reduce((sum, m) => sum + Math.max(0, sign * (m.from - m.to)), 0);
            // The other direction's moves may come before: the share counts from the most there can have been.
            const start = (within[0]?.from ?? 0) + (sign < 0 ? other : 0);
            const most = size.kind === 'replicas' ? size.replicas : Math.ceil((start * size.percent) / 100);
            expect(moved).toBeLessThanOrEqual(Math.max(1, most));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
