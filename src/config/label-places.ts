import type { Path, Places } from './places.ts';

/** What every label of the autoscaler begins with. */
export const LABEL_PREFIX = 'autoscaler.';

/**
 * Places among the labels of one service: the label of a value, else one below it, else one above it. `names` maps
 * the dotted path that a label sets to the label's name.
 */
export function labelPlaces(service: string, names: ReadonlyMap<string, string>): Places {
  const labelAt = (dotted: string): string | undefined => {
    const below = () => [...names.keys()].find((path) => path.startsWith(`${dotted}.`)) ?? '';
    return names.get(dotted) ?? names.get(below());
  };
  const place = (path: Path): string => {
    for (let length = path.length; length > 0; length--) {
      const label = labelAt(path.slice(0, length).join('.'));
      if (label !== undefined) return `label ${label} of ${service}`;
    }
    return `labels of ${service}`;
  };
  return { value: place, key: place };
}
