import type { ServiceRef } from '../../core/policy.ts';

/** The labels Compose puts on its containers. */
export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  configHash: 'com.docker.compose.config-hash',
  oneoff: 'com.docker.compose.oneoff',
  replace: 'com.docker.compose.replace',
} as const;

type Labels = Readonly<Record<string, string>>;

/** Filters of the container list for what Compose itself takes as its services' containers. */
export function composeFilters(ref?: ServiceRef): { label: string[] } {
  const label = [LABEL.configHash, `${LABEL.oneoff}=False`];
  if (ref === undefined) return { label: [...label, LABEL.project, LABEL.service] };
  return { label: [...label, `${LABEL.project}=${ref.project}`, `${LABEL.service}=${ref.service}`] };
}

/** The service a container belongs to by Compose's definition, if any. */
export function serviceOf(labels: Labels): ServiceRef | undefined {
  const project = labels[LABEL.project];
  const service = labels[LABEL.service];
  if (project === undefined || service === undefined || labels[LABEL.configHash] === undefined)
    return undefined;
  if ((labels[LABEL.oneoff] ?? 'False') !== 'False') return undefined;
  return { project, service };
}

/** Compose's container number; from the end of the name when the label is missing or no number. */
export function numberOf(labels: Labels, name: string): number {
  for (const text of [labels[LABEL.number], /[-_](\d+)$/.exec(name)?.[1]]) {
    const number = Number(text);
    if (text !== undefined && Number.isSafeInteger(number) && number > 0) return number;
  }
  return 1;
}

/** A container's own name, without the leading slash and without the names that links give it. */
export function nameOf(names: readonly string[]): string {
  const own = names.find((name) => name.lastIndexOf('/') === 0) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}
