import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coresBetween, countersOf } from '../../../../src/adapters/docker/counters.ts';
import { cpuLimitOf } from '../../../../src/adapters/docker/facts.ts';
import { meanSample } from '../../../../src/adapters/docker/usage-sample.ts';
import { AutoscalerError } from '../../../../src/core/errors.ts';

const READ = '2026-01-02T03:04:05.250000000Z';
const AT = Date.parse('2026-01-02T03:04:05.250Z');

describe('countersOf', () => {
  it.each([
    ['cgroup v1', { cache: 80, inactive_file: 1, total_inactive_file: 40 }, 60],
    ['cgroup v2', { inactive_file: 40 }, 60],
    ['no cache told', {}, 100],
    ['more cache than use', { inactive_file: 400 }, 100],
  ])('%s: memory without what can be dropped', (_title, stats, memoryBytes) => {
    const raw = {
      read: READ,
      cpu_stats: { cpu_usage: { total_usage: 5e9 } },
      memory_stats: { usage: 100, limit: 200, stats },
    };
    expect(countersOf(raw)).toEqual({ at: AT, cpuNanos: 5e9, memoryBytes, memoryLimitBytes: 200 });
  });

  it('tells nothing of a container that does not run, and no memory where there is no cgroup of it', () => {
    expect(countersOf({ read: '0001-01-01T00:00:00Z' })).toBeUndefined();
    expect(countersOf({ read: READ, memory_stats: {} })).toEqual({ at: AT });
  });
});

describe('coresBetween', () => {
  it('is the CPU time over the time between', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 64, noNaN: true }),
        fc.integer({ min: 1, max: 600_000 }),
        (cores, ms) => {
          const base = { at: AT, cpuNanos: 1e12 };
          const next = { at: AT + ms, cpuNanos: 1e12 + cores * ms * 1e6 };
          expect(coresBetween(base, next)).toBeCloseTo(cores, 2);
        },
      ),
    );
  });

  it('is unknown at first, after a restart, at the same moment, and after very long', () => {
    const next = { at: AT, cpuNanos: 10 };
    expect(coresBetween(undefined, next)).toBeUndefined();
    expect(coresBetween({ at: AT - 1_000, cpuNanos: 20 }, next)).toBeUndefined();
    expect(coresBetween({ at: AT, cpuNanos: 5 }, next)).toBeUndefined();
    expect(coresBetween({ at: AT - 3_600_000, cpuNanos: 5 }, next)).toBeUndefined();
    expect(coresBetween({ at: AT - 1_000 }, next)).toBeUndefined();
  });
});

describe('cpuLimitOf', () => {
  it('knows both ways to set it', () => {
    expect(cpuLimitOf({ NanoCpus: 1.5e9 })).toBe(1.5);
    expect(cpuLimitOf({ NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 0 })).toBe(0.5);
    expect(cpuLimitOf({ CpuQuota: 50_000, CpuPeriod: 25_000 })).toBe(2);
    expect(cpuLimitOf({ NanoCpus: 0, CpuQuota: -1 })).toBeUndefined();
    expect(cpuLimitOf({})).toBeUndefined();
  });
});

describe('meanSample', () => {
  const usage = (cpuCores: number, at = AT) => ({ cpuCores, memoryBytes: 50, memoryLimitBytes: 200, at });

  it('is the mean of the replicas’ percentages', () => {
    const readings = [{ usage: usage(0.5), cpuLimitCores: 0.5 }, { usage: usage(0.5) }];
    expect(meanSample('cpu', readings, AT, 1_000)).toEqual({ kind: 'value', value: 75, at: AT });
    expect(meanSample('memory', readings, AT, 1_000)).toEqual({ kind: 'value', value: 25, at: AT });
  });

  it('leaves out replicas without a second reading; with none left it is empty', () => {
    const { cpuCores: _none, ...fresh } = usage(0);
    expect(meanSample('cpu', [{ usage: fresh }, { usage: usage(0.4) }], AT, 1_000)).toMatchObject({
      value: 40,
    });
    expect(meanSample('cpu', [{ usage: fresh }], AT, 1_000)).toEqual({ kind: 'empty' });
    expect(meanSample('cpu', [], AT, 1_000)).toEqual({ kind: 'empty' });
  });

  it('is an error when a replica could not be read', () => {
    const error = new AutoscalerError('E_DOCKER_TIMEOUT', 'too slow');
    expect(meanSample('cpu', [{ usage: usage(0.1) }, { usage: error }], AT, 1_000)).toEqual({
      kind: 'error',
      code: 'E_DOCKER_TIMEOUT',
      message: 'too slow',
    });
    expect(meanSample('memory', [{ usage: { at: AT } }], AT, 1_000)).toMatchObject({
      kind: 'error',
      code: 'E_METRIC_UNAVAILABLE',
    });
  });

  it('is as old as its oldest reading', () => {
    const readings = [{ usage: usage(0.1, AT - 5_000) }, { usage: usage(0.1) }];
    expect(meanSample('cpu', readings, AT, 1_000)).toMatchObject({ kind: 'stale', at: AT - 5_000 });
  });
});
