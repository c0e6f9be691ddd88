import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeNewFiles } from '../../../../src/cli/init/new-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cainit-'));
});
afterEach(() => rm(folder, { recursive: true }));

const outcomes = async (force: boolean, ...files: readonly [string, string][]) => [
  ...(
    await writeNewFiles(
      files.map(([name, content]) => ({ path: join(folder, name), content })),
      force,
    )
  ).values(),
];

it('writes into new folders, and nothing twice', async () => {
  expect(await outcomes(false, ['a/x.yaml', '1'], ['b/y.cfg', '2'])).toEqual(['written', 'written']);
  expect(await outcomes(false, ['a/x.yaml', '1'], ['b/y.cfg', '3'])).toEqual(['unchanged', 'kept']);
  expect(await readFile(join(folder, 'b/y.cfg'), 'utf8')).toBe('2');
  expect(await readdir(join(folder, 'a'))).toEqual(['x.yaml']);
});

it('replaces somebody’s file only by force', async () => {
  await writeFile(join(folder, 'x'), 'mine');
  expect(await outcomes(true, ['x', 'ours'])).toEqual(['written']);
  expect(await readFile(join(folder, 'x'), 'utf8')).toBe('ours');
});

it('does not write through a link that leads nowhere', async () => {
  await symlink(join(folder, 'elsewhere'), join(folder, 'x'));
  expect(await outcomes(false, ['x', 'ours'])).toEqual(['kept']);
  expect(await readdir(folder)).toEqual(['x']);
});

it('leaves nothing half-written when a folder is a file', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(outcomes(false, ['good/x', '1'], ['file/x', '2'])).rejects.toMatchObject({ code: 'E_CONFIG' });
  expect(await readdir(join(folder, 'good'))).toEqual([]);
});
