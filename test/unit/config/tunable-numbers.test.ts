import { describe, expect, it } from 'vitest';
import { tunableNumbers, withNumbers } from '../../../src/config/tunable-numbers.ts';

const TEXT = `# the shop
service: web # by name
min: 2
max: 10
metrics:
  cpu:
    source: docker.cpu
    scaleUp: { above: 70, for: "30s", step: 2 } # steep
    scaleDown: { below: 30 }
  requests: { source: balancer.requests-per-second, target: 50, tolerance: 10% }
cooldown: { up: 15s, down: 1m30s }
stabilization: 5m
drain: { timeout: 20s }
---
service: api
max: 4
cooldown: 7s
`;

const numbers = tunableNumbers(TEXT, 'web');

describe('the tunable numbers of a policy', () => {
  it('say when and how strongly to scale; bounds and drains are none', () => {
    expect(numbers.map(({ path, line, kind, value }) => [path, line, kind, value])).toEqual([
      ['metrics.cpu.scaleUp.above', 8, 'number', 70],
      ['metrics.cpu.scaleUp.for', 8, 'duration', 30_000],
      ['metrics.cpu.scaleUp.step', 8, 'count', 2],
      ['metrics.cpu.scaleDown.below', 9, 'number', 30],
      ['metrics.requests.target', 10, 'number', 50],
      ['metrics.requests.tolerance', 10, 'percent', 10],
      ['cooldown.up', 11, 'duration', 15_000],
      ['cooldown.down', 11, 'duration', 90_000],
      ['stabilization', 12, 'duration', 300_000],
    ]);
  });

  it('are those of the service that is meant', () => {
    expect(tunableNumbers(TEXT, 'api').map(({ path, line }) => [path, line])).toEqual([['cooldown', 17]]);
    expect(tunableNumbers(TEXT, 'db')).toEqual([]);
  });

  it('are changed in place, all else as it was', () => {
    const values = [55.5, 45_000, 3, 20, 12, 2.5, 0, 61_000, 120_000];
    const changed = withNumbers(TEXT, new Map(numbers.map((number, i) => [number, values[i] ?? 0])));
    expect(changed).toBe(
      TEXT.replace('above: 70, for: "30s", step: 2', 'above: 55.5, for: 45s, step: 3')
        .replace('below: 30', 'below: 20')
        .replace('target: 50, tolerance: 10%', 'target: 12, tolerance: 2.5%')
        .replace('up: 15s, down: 1m30s', 'up: 0s, down: 1m1s')
        .replace('stabilization: 5m', 'stabilization: 2m'),
    );
    expect(withNumbers(TEXT, new Map(numbers.map((number) => [number, number.value])))).toBe(
      TEXT.replace('"30s"', '30s'),
    );
  });
});
