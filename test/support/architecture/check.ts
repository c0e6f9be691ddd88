import { areaOf, mayImportArea, mayImportPackage } from './areas.ts';
import { findCycles } from './cycles.ts';
import { importsOf, resolveImport, withoutComments } from './imports.ts';

const LONGEST_FILE = 300;
const ENVIRONMENT =
  /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[\s*['"`]env\b|\benv\b[^;\n]*=\s*process\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](?:node:)?process['"]/;
const DEFAULT_EXPORT = /^[ \t]*export\s+default\b|^[ \t]*export\s*\{[^}]*\bdefault\b[^}]*\}/m;

/** Files by their path from the root, such as `src/core/plan.ts`, with their source. */
export type Files = ReadonlyMap<string, string>;

/** Every breach of the layout's rules, as a sentence that begins with the file. */
export function checkArchitecture(files: Files): readonly string[] {
  const own = [...files].filter(([path]) => path.startsWith('src/'));
  return [
    ...own.flatMap(([path, source]) => [
      ...checkImports(path, source, files),
      ...checkEnvironment(path, source),
    ]),
    ...[...files].flatMap(([path, source]) => checkShape(path, source)),
    ...checkCycles(files),
  ];
}

function checkImports(path: string, source: string, files: Files): readonly string[] {
  const area = areaOf(path);
  if (area === undefined) return [`${path} belongs to no area of the layout`];
  return importsOf(source).flatMap((specifier) => {
    if (!specifier.startsWith('.'))
      return mayImportPackage(area, specifier) ? [] : [`${path} imports the package ${specifier}`];
    const target = resolveImport(path, specifier);
    const other = areaOf(target);
    if (other === undefined) return [`${path} imports ${target}, which is outside the layout`];
    if (!files.has(target)) return [`${path} imports ${target}, which does not exist`];
    return mayImportArea(area, other) ? [] : [`${path} imports ${target}: ${area} must not know ${other}`];
  });
}

function checkEnvironment(path: string, source: string): readonly string[] {
  const isAllowed = areaOf(path) === 'config' || !ENVIRONMENT.test(withoutComments(source));
  return isAllowed ? [] : [`${path} reads the environment, which only src/config may`];
}

function checkShape(path: string, source: string): readonly string[] {
  const lines = source.trimEnd().split('\n').length;
  return [
    ...(lines > LONGEST_FILE ? [`${path} has ${lines} lines, more than ${LONGEST_FILE}`] : []),
    ...(DEFAULT_EXPORT.test(withoutComments(source)) ? [`${path} has a default export`] : []),
  ];
}

function checkCycles(files: Files): readonly string[] {
  const graph = new Map(
    [...files].map(([path, source]) => {
      const relative = importsOf(source).filter((specifier) => specifier.startsWith('.'));
      return [path, relative.map((specifier) => resolveImport(path, specifier))] as const;
    }),
  );
  return findCycles(graph).map((cycle) => `${cycle.join(' → ')} is an import cycle`);
}
