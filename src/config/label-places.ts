import type { Path, Places } from './places.ts';

/** What every label of the autoscaler begins with. */
export const LABEL_PREFIX = 'autoscaler.';

/**
 * Places among the labels of one service. `names` maps a dotted path to the label that set it, where the two differ
 * in more than the prefix.
 */
export function labelPlaces(
  service: string,
  labels: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): Places {
  const place = (path: Path): string => {
    for (let length = path.length; length > 0; length--) {
      const dotted = path.slice(0, length).join('.');
      const label = names.get(dotted) ?? `${LABEL_PREFIX}${dotted}`;
      if (labels.has(label)) return `label ${label} of ${service}`;
    }
    return `labels of ${service}`;
  };
  return { value: place, key: place };
}
