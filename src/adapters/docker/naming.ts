import type { ServiceRef } from '../../core/policy.ts';

/** What Compose would call the replica `number`; the separator is `_` in its compatibility mode. */
export function replicaName(ref: ServiceRef, number: number, separator: string): string {
  return [ref.project, ref.service, String(number)].join(separator);
}

/**
 * The separator in a name that Compose gave, or undefined when the name is somebody's own choice. While Compose
 * replaces a container, the name has a short ID in front.
 */
export function separatorOf(name: string, ref: ServiceRef): '-' | '_' | undefined {
  const plain = name.replace(/^[0-9a-f]{12}_/, '');
  for (const separator of ['-', '_'] as const) {
    const prefix = `${ref.project}${separator}${ref.service}${separator}`;
    for (const candidate of [name, plain]) {
      if (candidate.startsWith(prefix) && /^\d+$/.test(candidate.slice(prefix.length))) return separator;
    }
  }
  return undefined;
}
