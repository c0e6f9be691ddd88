import type { ContainerUse } from '../../core/observation.ts';
import { serviceKey } from '../../core/policy.ts';
import type { Instruments } from './instruments.ts';

/** Sets the gauges of containers and of their services to this snapshot and nothing else. */
export function exportContainerUse(instruments: Instruments, snapshot: readonly ContainerUse[]): void {
  const { containerCpu, containerMemory, containerMemoryLimit, serviceCpu, serviceMemory } = instruments;
  for (const gauge of [containerCpu, containerMemory, containerMemoryLimit, serviceCpu, serviceMemory])
    gauge.reset();
  for (const { ref, containerName, cpuCores, memoryBytes, memoryLimitBytes } of snapshot) {
    const labels = { project: ref.project, service: ref.service, replica: containerName };
    if (cpuCores !== undefined) containerCpu.set(labels, cpuCores);
    if (memoryBytes !== undefined) containerMemory.set(labels, memoryBytes);
    if (memoryLimitBytes !== undefined) containerMemoryLimit.set(labels, memoryLimitBytes);
  }
  for (const { ref, value } of means(snapshot, ({ cpuPercent }) => cpuPercent)) serviceCpu.set(ref, value);
  for (const { ref, value } of means(snapshot, memoryPercent)) serviceMemory.set(ref, value);
}

function memoryPercent({ memoryBytes, memoryLimitBytes }: ContainerUse): number | undefined {
  if (memoryBytes === undefined || memoryLimitBytes === undefined || memoryLimitBytes === 0) return undefined;
  return (100 * memoryBytes) / memoryLimitBytes;
}

/** The mean per service over the containers that have the number. */
function means(
  snapshot: readonly ContainerUse[],
  numberOf: (use: ContainerUse) => number | undefined,
): readonly { readonly ref: { project: string; service: string }; readonly value: number }[] {
  const byService = Map.groupBy(snapshot, ({ ref }) => serviceKey(ref));
  return [...byService.values()].flatMap((uses) => {
    const numbers = uses.map(numberOf).filter((number) => number !== undefined);
    const ref = uses[0]?.ref;
    if (ref === undefined || numbers.length === 0) return [];
    return [
      {
        ref: { project: ref.project, service: ref.service },
        value: numbers.reduce((sum, number) => sum + number, 0) / numbers.length,
      },
    ];
  });
}
