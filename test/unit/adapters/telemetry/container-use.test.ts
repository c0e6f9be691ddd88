import { expect, it } from 'vitest';
import type { ContainerUse } from '../../../../src/core/observation.ts';
import { API, telemetryWith, WEB } from './fixtures.ts';

const MIB = 1_048_576;
const web = (number: number, use: Partial<ContainerUse>): ContainerUse => ({
  ref: WEB,
  containerName: `shop-web-${number}`,
  ...use,
});

it('shows each replica and the mean of each service', async () => {
  const { series } = telemetryWith(() => [
    web(1, { cpuCores: 0.25, cpuPercent: 50, memoryBytes: 64 * MIB, memoryLimitBytes: 128 * MIB }),
    web(2, { cpuCores: 0.5, cpuPercent: 100, memoryBytes: 32 * MIB, memoryLimitBytes: 128 * MIB }),
    { ref: API, containerName: 'shop-api-1', cpuCores: 1.5, cpuPercent: 150 },
  ]);
  const now = await series();
  const replica = 'project="shop",service="web",replica="shop-web-2"';
  expect(now.get(`autoscaler_container_cpu_usage_ratio{${replica}}`)).toBe(0.5);
  expect(now.get(`autoscaler_container_memory_bytes{${replica}}`)).toBe(32 * MIB);
  expect(now.get(`autoscaler_container_memory_limit_bytes{${replica}}`)).toBe(128 * MIB);
  expect(now.get('autoscaler_service_cpu_percent{project="shop",service="web"}')).toBe(75);
  expect(now.get('autoscaler_service_memory_percent{project="shop",service="web"}')).toBe(37.5);
  expect(now.get('autoscaler_service_cpu_percent{project="shop",service="api"}')).toBe(150);
  expect(now.has('autoscaler_service_memory_percent{project="shop",service="api"}')).toBe(false);
});

it('never shows what is unknown as 0', async () => {
  const { series } = telemetryWith(() => [
    web(1, { memoryBytes: 5, memoryLimitBytes: 0 }),
    web(2, { cpuPercent: 30 }),
  ]);
  const now = await series();
  expect([...now.keys()].filter((name) => name.startsWith('autoscaler_container_cpu'))).toEqual([]);
  expect(now.get('autoscaler_service_cpu_percent{project="shop",service="web"}')).toBe(30);
  expect([...now.keys()].filter((name) => name.startsWith('autoscaler_service_memory'))).toEqual([]);
});

it('forgets containers with the snapshot', async () => {
  let snapshot = [web(1, { cpuCores: 1, cpuPercent: 100 })];
  const { series } = telemetryWith(() => snapshot);
  expect([...(await series()).keys()].some((name) => name.includes('shop-web-1'))).toBe(true);
  snapshot = [];
  expect([...(await series()).keys()].some((name) => name.includes('shop'))).toBe(false);
});
