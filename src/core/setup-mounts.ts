import type { SurveyedMount, SurveyedService } from './setup.ts';

/** The mount a path of the container lies in: the one with the longest destination. */
export function mountOf(service: Pick<SurveyedService, 'mounts'>, path: string): SurveyedMount | undefined {
  return service.mounts
    .filter(
      ({ destination }) => path === destination || path.startsWith(`${destination.replace(/\/$/, '')}/`),
    )
    .toSorted((a, b) => b.destination.length - a.destination.length)[0];
}

/** A mount's source as a Compose file names it: a volume without its project, or the path on the host. */
export function composeSource({ kind, source }: SurveyedMount, project: string): string {
  const prefix = `${project}_`;
  return kind === 'volume' && source.startsWith(prefix) ? source.slice(prefix.length) : source;
}

/** A path of the container as the host has it, where a bind carries it; else as it is. */
export function hostPathOf(service: Pick<SurveyedService, 'mounts'>, path: string): string {
  const mount = mountOf(service, path);
  return mount?.kind === 'bind' ? `${mount.source}${path.slice(mount.destination.length)}` : path;
}
