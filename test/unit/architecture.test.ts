import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BALANCER_KIND_NAMES } from '../../src/core/balancer-kinds.ts';
import { checkArchitecture } from '../support/architecture/check.ts';
import { importsOf } from '../support/architecture/imports.ts';

const ROOT = join(import.meta.dirname, '../..');

function read(directory: string): readonly (readonly [string, string])[] {
  return readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(directory, name))
    .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]);
}

function check(files: Readonly<Record<string, string>>): readonly string[] {
  return checkArchitecture(new Map(Object.entries(files)));
}

/** What one file that imports `specifier` is told, beside one file of every area. */
function importing(path: string, specifier: string): readonly string[] {
  const others = [
    'core',
    'simulation',
    'controller',
    'config',
    'cli',
    'dashboard',
    'adapters/docker',
    'adapters/http',
  ];
  const files = Object.fromEntries(others.map((area) => [`src/${area}/a.ts`, 'export const a = 1;\n']));
  return check({ 'src/main.ts': '', ...files, [path]: `import { a } from '${specifier}';\n` });
}

it('the project keeps to its layout', () => {
  const files = new Map([...read('src'), ...read('test')]);
  expect(files.size).toBeGreaterThan(100);
  expect(checkArchitecture(files)).toEqual([]);
});

it('a kind of balancer is named by its folder, the table of kinds and its line in main.ts alone', () => {
  const quoted = new RegExp(`['"\`](?:${BALANCER_KIND_NAMES.join('|')})['"\`]`);
  const naming = read('src').filter(
    ([path, text]) => quoted.test(text) && !/adapters\/(haproxy|nginx)\//.test(path),
  );
  expect(naming.map(([path]) => path)).toEqual(['src/core/balancer-kinds.ts']);
});

describe('what may be imported', () => {
  it.each([
    ['src/core/x.ts', './a.ts'],
    ['src/core/evaluate/x.ts', '../a.ts'],
    ['src/simulation/x.ts', '../core/a.ts'],
    ['src/controller/x.ts', '../core/a.ts'],
    ['src/controller/x.ts', './a.ts'],
    ['src/adapters/docker/x.ts', '../../core/a.ts'],
    ['src/adapters/docker/x.ts', './a.ts'],
    ['src/adapters/docker/x.ts', 'dockerode'],
    ['src/adapters/docker/x.ts', 'node:fs'],
    ['src/config/x.ts', '../core/a.ts'],
    ['src/config/x.ts', 'zod'],
    ['src/config/x.ts', 'yaml'],
    ['src/config/x.ts', 'node:fs/promises'],
    ['src/cli/x.ts', '../controller/a.ts'],
    ['src/cli/commands/x.ts', '../../config/a.ts'],
    ['src/cli/x.ts', '../simulation/a.ts'],
    ['src/cli/x.ts', 'commander'],
    ['src/main.ts', './adapters/docker/a.ts'],
    ['src/main.ts', './cli/a.ts'],
    ['src/dashboard/x.ts', './a.ts'],
    ['src/dashboard/x.ts', 'preact'],
  ])('%s may import %s', (path, specifier) => {
    expect(importing(path, specifier)).toEqual([]);
  });
});

describe('what must not be imported', () => {
  it.each([
    ['src/core/x.ts', 'node:fs', 'src/core/x.ts imports the package node:fs'],
    ['src/core/x.ts', 'zod', 'src/core/x.ts imports the package zod'],
    ['src/core/x.ts', '../config/a.ts', 'src/core/x.ts imports src/config/a.ts: core must not know config'],
    [
      'src/simulation/x.ts',
      '../controller/a.ts',
      'src/simulation/x.ts imports src/controller/a.ts: simulation must not know controller',
    ],
    ['src/simulation/x.ts', 'node:fs', 'src/simulation/x.ts imports the package node:fs'],
    [
      'src/controller/x.ts',
      '../adapters/docker/a.ts',
      'src/controller/x.ts imports src/adapters/docker/a.ts: controller must not know adapters/docker',
    ],
    ['src/controller/x.ts', 'pino', 'src/controller/x.ts imports the package pino'],
    [
      'src/adapters/docker/x.ts',
      '../http/a.ts',
      'src/adapters/docker/x.ts imports src/adapters/http/a.ts: adapters/docker must not know adapters/http',
    ],
    [
      'src/adapters/docker/x.ts',
      '../../config/a.ts',
      'src/adapters/docker/x.ts imports src/config/a.ts: adapters/docker must not know config',
    ],
    [
      'src/adapters/docker/x.ts',
      '../../controller/a.ts',
      'src/adapters/docker/x.ts imports src/controller/a.ts: adapters/docker must not know controller',
    ],
    ['src/config/x.ts', 'dockerode', 'src/config/x.ts imports the package dockerode'],
    ['src/config/x.ts', 'zodiac', 'src/config/x.ts imports the package zodiac'],
    [
      'src/config/x.ts',
      '../controller/a.ts',
      'src/config/x.ts imports src/controller/a.ts: config must not know controller',
    ],
    [
      'src/cli/x.ts',
      '../adapters/http/a.ts',
      'src/cli/x.ts imports src/adapters/http/a.ts: cli must not know adapters/http',
    ],
    ['src/cli/x.ts', '../main.ts', 'src/cli/x.ts imports src/main.ts: cli must not know main'],
    [
      'src/dashboard/x.ts',
      '../core/a.ts',
      'src/dashboard/x.ts imports src/core/a.ts: dashboard must not know core',
    ],
    ['src/main.ts', '../test/a.ts', 'src/main.ts imports test/a.ts, which is outside the layout'],
    ['src/core/x.ts', './gone.ts', 'src/core/x.ts imports src/core/gone.ts, which does not exist'],
    ['src/loose.ts', './core/a.ts', 'src/loose.ts belongs to no area of the layout'],
    ['src/adapters/loose.ts', '../core/a.ts', 'src/adapters/loose.ts belongs to no area of the layout'],
    ['src/helpers/x.ts', '../core/a.ts', 'src/helpers/x.ts belongs to no area of the layout'],
  ])('%s must not import %s', (path, specifier, breach) => {
    expect(importing(path, specifier)).toEqual([breach]);
  });
});

describe('imports', () => {
  it.each([
    ["import { a } from './a.ts';", ['./a.ts']],
    ["import type { A } from './a.ts';", ['./a.ts']],
    ["import {\n  a,\n  b,\n} from './a.ts';\nimport * as c from 'c';", ['./a.ts', 'c']],
    ["export { a } from './a.ts';", ['./a.ts']],
    ["export type * from './a.ts';", ['./a.ts']],
    ["import './a.ts';", ['./a.ts']],
    ["const a = await import('./a.ts');", ['./a.ts']],
    ["type A = import('./a.ts').A;", ['./a.ts']],
    ["// import { a } from './a.ts';\n/* import './b.ts'; */", []],
    ["const url = 'http://x'; // import('./a.ts')\nimport b from './b.ts';", ['./b.ts']],
    ["export const text = 'moved';\nconst from = 'elsewhere';", []],
  ])('of %j', (source, expected) => {
    expect(importsOf(source)).toEqual(expected);
  });
});

describe('the environment', () => {
  it.each([
    'const host = process.env.DOCKER_HOST;',
    "const host = process.env['DOCKER_HOST'];",
    "const host = process['env'].DOCKER_HOST;",
    'const host = globalThis.process?.env.DOCKER_HOST;',
    'const { env } = process;',
    "import { env } from 'node:process';",
  ])('is not read by %s', (source) => {
    expect(check({ 'src/adapters/docker/x.ts': source })).toEqual([
      'src/adapters/docker/x.ts reads the environment, which only src/config may',
    ]);
    expect(check({ 'src/config/x.ts': source })).toEqual([]);
    expect(check({ 'test/support/x.ts': source })).toEqual([]);
  });

  it('may be spoken of', () => {
    expect(check({ 'src/core/x.ts': '// process.env is read in src/config\nexport const x = 1;' })).toEqual(
      [],
    );
  });
});

describe('shape', () => {
  it('no file is longer than 300 lines', () => {
    const lines = (count: number) => 'export const x = 1;\n'.repeat(count);
    expect(check({ 'src/core/x.ts': lines(300) })).toEqual([]);
    expect(check({ 'src/core/x.ts': lines(301) })).toEqual(['src/core/x.ts has 301 lines, more than 300']);
    expect(check({ 'test/unit/x.test.ts': lines(301) })).toHaveLength(1);
  });

  it.each([
    'export default 1;',
    'const a = 1;\nexport { a as default };',
    "export { default } from './core/a.ts';",
  ])('no default export: %j', (source) => {
    expect(check({ 'src/core/core/a.ts': '', 'src/core/x.ts': source })).toEqual([
      'src/core/x.ts has a default export',
    ]);
  });

  it('no import cycles, not even of types', () => {
    const files = {
      'src/core/a.ts': "import { b } from './b.ts';",
      'src/core/b.ts': "import type { C } from './c.ts';",
      'src/core/c.ts': "export * from './a.ts';",
      'src/core/d.ts': "import './a.ts';",
    };
    expect(check(files)).toEqual([
      'src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts is an import cycle',
    ]);
    expect(check({ 'src/core/a.ts': "import './a.ts';" })).toEqual([
      'src/core/a.ts → src/core/a.ts is an import cycle',
    ]);
    expect(check({ ...files, 'src/core/c.ts': '' })).toEqual([]);
  });
});
