/** What the files of one area may import beside each other. */
interface Area {
  /** Other areas; `*` is any file of `src`. */
  readonly areas: readonly string[];
  /** npm packages and Node's own modules; `*` is any package, `node:` any of Node's. */
  readonly packages: readonly string[];
}

/** The import rule, by area. An adapter is an area of its own. */
const AREAS: Readonly<Record<string, Area>> = {
  core: { areas: [], packages: [] },
  simulation: { areas: ['core'], packages: [] },
  controller: { areas: ['core'], packages: [] },
  config: { areas: ['core'], packages: ['zod', 'yaml', 'node:'] },
  cli: { areas: ['core', 'simulation', 'controller', 'config'], packages: ['*', 'node:'] },
  dashboard: { areas: [], packages: ['*'] },
  main: { areas: ['*'], packages: ['*', 'node:'] },
};
const ADAPTER: Area = { areas: ['core'], packages: ['*', 'node:'] };

/** The area of a file of `src`: `core`, `adapters/docker`, `main`; undefined for a file that has no place. */
export function areaOf(path: string): string | undefined {
  if (path === 'src/main.ts') return 'main';
  const [root, first, second, ...rest] = path.split('/');
  if (root !== 'src' || first === undefined || second === undefined || first === 'main') return undefined;
  if (first === 'adapters') return rest.length > 0 ? `adapters/${second}` : undefined;
  return first in AREAS ? first : undefined;
}

/** Whether a file of the area may import a file of another. */
export function mayImportArea(area: string, other: string): boolean {
  const { areas } = rulesOf(area);
  return area === other || areas.includes('*') || areas.includes(other);
}

/** Whether a file of the area may import a package or one of Node's own modules. */
export function mayImportPackage(area: string, specifier: string): boolean {
  const { packages } = rulesOf(area);
  if (specifier.startsWith('node:')) return packages.includes('node:');
  return (
    packages.includes('*') || packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  );
}

function rulesOf(area: string): Area {
  return AREAS[area] ?? ADAPTER;
}
