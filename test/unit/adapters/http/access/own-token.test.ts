import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ensureOwnToken, readOwnToken } from '../../../../../src/adapters/http/access/own-token.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-token-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

test('is made once, may change, and only its owner may read it', async () => {
  const state = join(folder, 'deep', 'state');
  const token = await ensureOwnToken(state);
  expect(token).toMatchObject({
    name: 'dashboard',
    right: 'change',
    text: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(await ensureOwnToken(state)).toEqual(token);
  expect(await readOwnToken(state)).toBe(token.text);
  expect((await stat(join(state, 'own-token'))).mode & 0o777).toBe(0o600);
  expect(await readdir(state)).toEqual(['own-token']);
});

test('of several that start at once one makes it', async () => {
  const tokens = await Promise.all(Array.from({ length: 20 }, () => ensureOwnToken(folder)));
  expect(new Set(tokens.map(({ text }) => text)).size).toBe(1);
  expect(await readdir(folder)).toEqual(['own-token']);
});

test('says where it should be, and what to do', async () => {
  await expect(readOwnToken(folder)).rejects.toMatchObject({
    code: 'E_HTTP_TOKEN',
    message: expect.stringContaining(join(folder, 'own-token')),
    fix: expect.stringContaining('autoscaler run'),
  });
  await writeFile(join(folder, 'file'), '');
  await expect(ensureOwnToken(join(folder, 'file'))).rejects.toMatchObject({ code: 'E_HTTP_TOKEN' });
});
