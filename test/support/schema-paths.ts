import { valueAt } from '../../src/config/places.ts';

/** Every key of a JSON schema by its path: `NAME` for names of choice, `[]` for list items; some more than once. */
export function pathsOf(schema: unknown, path = ''): readonly string[] {
  const branches = valueAt(schema, ['anyOf']);
  if (Array.isArray(branches)) return branches.flatMap((branch) => pathsOf(branch, path));
  const named = Object.entries(Object(valueAt(schema, ['properties'])));
  const own = named.flatMap(([key, child]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return [here, ...pathsOf(child, here)];
  });
  const values = valueAt(schema, ['additionalProperties']);
  const items = valueAt(schema, ['items']);
  return [
    ...own,
    ...(typeof values === 'object' ? pathsOf(values, `${path}.NAME`) : []),
    ...(items === undefined ? [] : pathsOf(items, `${path}[]`)),
  ];
}
