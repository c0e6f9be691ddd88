import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Metric, ServiceRef } from '../../../src/core/policy.ts';
import type { Sample } from '../../../src/core/sample.ts';
import { type ComposeProject, composeProject, TEST_IMAGE } from '../../support/compose-project.ts';
import { soon, until } from '../../support/wait.ts';

const BURN = { image: TEST_IMAGE, command: ['node', '-e', 'for(;;);'], stop_signal: 'SIGKILL' };
const HOLD = "const held=Buffer.alloc(60e6,1);console.log('up');setInterval(()=>held.length,1000)";

function metric(name: 'cpu' | 'memory'): Metric {
  const source = { kind: 'docker', metric: name } as const;
  return { name, unit: '%', source, aggregate: 'average', maxAgeMs: 10_000, rule: { kind: 'thresholds' } };
}

describe('metrics from the engine', () => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = await composeProject({
      services: {
        idle: { ...BURN, command: ['sleep', '1000'], mem_limit: '64m' },
        limited: { ...BURN, cpus: 0.2 },
        mixed: { ...BURN, command: ['sh', '-c', 'test "$$(hostname)" = nobody; exec sleep 1000'], cpus: 0.2 },
        held: { ...BURN, command: ['node', '-e', HOLD], mem_limit: '200m' },
      },
    });
    await project.compose('up', '-d', '--scale', 'mixed=2');
    await project.docker('exec', '-d', `${project.name}-mixed-2`, 'node', '-e', 'for(;;);');
    await until(
      async () => (await project.docker('logs', `${project.name}-held-1`)).includes('up'),
      'it holds',
    );
  });

  afterAll(async () => {
    await project.down();
  });

  const request = async (service: string, name: 'cpu' | 'memory') => ({
    ref: project.ref(service),
    metric: metric(name),
    balancer: { kind: 'none' } as const,
    replicaIds: (await project.replicas(service)).map((replica) => replica.id),
  });
  const value = (sample: Sample | undefined) => (sample?.kind === 'value' ? sample.value : Number.NaN);

  it('are sane: CPU of its limit, memory of its limit, means over replicas', async () => {
    const requests = await Promise.all([
      request('idle', 'cpu'),
      request('idle', 'memory'),
      request('limited', 'cpu'),
      request('mixed', 'cpu'),
      request('held', 'memory'),
    ]);
    const samples = await project.metrics.read(requests, soon());
    const [idle, idleMemory, limited, mixed, held] = samples.map(value);
    expect(idle).toBeLessThan(10);
    expect(idleMemory).toBeGreaterThan(0);
    expect(idleMemory).toBeLessThan(20);
    expect(limited).toBeGreaterThan(60);
    expect(limited).toBeLessThan(130);
    expect(mixed).toBeGreaterThan(30);
    expect(mixed).toBeLessThan(70);
    expect(held).toBeGreaterThan(30);
    expect(held).toBeLessThan(70);
    for (const sample of samples)
      if (sample.kind === 'value') expect(Date.now() - sample.at).toBeLessThan(5_000);
  });

  it('of the next reading need no pause', async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    const requests = [await request('limited', 'cpu'), await request('limited', 'memory')];
    const begun = performance.now();
    const [cpu] = await project.metrics.read(requests, soon());
    expect(performance.now() - begun).toBeLessThan(900);
    expect(value(cpu)).toBeGreaterThan(50);
  });

  it('are told per container, for export', async () => {
    const requests = await Promise.all(
      ['idle', 'limited', 'mixed', 'held'].map((service) => request(service, 'memory')),
    );
    const ids = requests.flatMap(({ replicaIds }) => replicaIds);
    await project.metrics.collect(ids, soon());
    const uses = project.metrics.snapshot();
    expect(uses.map((use) => use.containerName).sort()).toEqual(
      ['held-1', 'idle-1', 'limited-1', 'mixed-1', 'mixed-2'].map((name) => `${project.name}-${name}`),
    );
    const limited = uses.find((use) => use.ref.service === 'limited');
    expect(limited?.cpuCores).toBeGreaterThan(0.1);
    expect(limited?.cpuCores).toBeLessThan(0.3);
    expect(uses.find((use) => use.ref.service === 'held')?.memoryLimitBytes).toBe(200 * 1024 * 1024);
    await project.metrics.collect(ids.slice(0, 1), soon());
    expect(project.metrics.snapshot()).toHaveLength(1);
  });

  it('agree with docker stats', async () => {
    const told = await project.docker(
      'stats',
      '--no-stream',
      '--format',
      '{{.MemPerc}}',
      `${project.name}-held-1`,
    );
    const [sample] = await project.metrics.read([await request('held', 'memory')], soon());
    expect(Math.abs(value(sample) - Number.parseFloat(told))).toBeLessThan(3);
  });

  it('are empty without replicas, and leave out one that is gone or stopped', async () => {
    const mixed = await request('mixed', 'memory');
    const [first] = mixed.replicaIds;
    await project.docker('stop', '--time', '0', first ?? '');
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const [sample] = await project.metrics.read([{ ...mixed, replicaIds: [first ?? ''] }], soon());
      return sample?.kind === 'empty';
    }, 'the stopped one has no value');
    const [rest] = await project.metrics.read(
      [{ ...mixed, replicaIds: [...mixed.replicaIds, 'f'.repeat(64)] }],
      soon(),
    );
    expect(rest?.kind).toBe('value');
    const [none] = await project.metrics.read([{ ...mixed, replicaIds: [] }], soon());
    expect(none).toEqual({ kind: 'empty' });
  });

  it('are an error when the time is up, and never throw', async () => {
    const samples = await project.metrics.read([await request('idle', 'cpu')], AbortSignal.abort());
    expect(samples).toMatchObject([{ kind: 'error', code: 'E_INTERRUPTED' }]);
  });

  it('tell what the host has and uses', async () => {
    const ref: ServiceRef = project.ref('limited');
    const use = await project.target.hostUse(ref, soon());
    const [cores, memory] = (await project.docker('info', '--format', '{{.NCPU}} {{.MemTotal}}'))
      .split(' ')
      .map(Number);
    expect(use).toMatchObject({ cpuCores: cores, memoryBytes: memory, replicaCpuCores: 0.2 });
    expect(use.usedCpuCores).toBeGreaterThan(0.2);
    expect(use.usedMemoryBytes).toBeGreaterThan(60e6);
    expect(use.replicaMemoryBytes).toBeGreaterThan(1e6);
    const held = await project.target.hostUse(project.ref('held'), soon());
    expect(held.replicaMemoryBytes).toBe(200 * 1024 * 1024);
  });
});
