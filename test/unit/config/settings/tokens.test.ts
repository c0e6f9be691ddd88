import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../../../../src/config/settings/load.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autoscaler-tokens-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The tokens of these files, or what is wrong with them. */
async function tokens(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const paths: Record<string, string> = {};
  for (const [right, text] of Object.entries(files)) {
    const path = join(folder, right);
    await writeFile(path, text);
    paths[`AUTOSCALER_API_${right}_TOKEN_FILE`] = path;
  }
  const result = await loadSettings({}, { HOME: folder, ...paths, ...env });
  if (!('settings' in result))
    return result.faults.map(({ message }) => message.replaceAll(`${folder}/`, ''));
  return result.settings.tokens.map(({ name, right, text }) => `${name} may ${right} by ${text.reveal()}`);
}

it('are named, or called after what they may do', async () => {
  const READ = 'grafana 0123456789abcdef\n\n# old: 0000000000000000\nfedcba9876543210\n';
  expect(await tokens({ READ, CHANGE: 'ann@example.org changing-0123456789' })).toEqual([
    'grafana may read by 0123456789abcdef',
    'read may read by fedcba9876543210',
    'ann@example.org may change by changing-0123456789',
  ]);
});

it('come from the environment too', async () => {
  expect(await tokens({}, { AUTOSCALER_API_CHANGE_TOKEN: 'changing-0123456789' })).toEqual([
    'change may change by changing-0123456789',
  ]);
});

it.each([
  ['ann short', 'READ:1 is no token'],
  ['\nann and bob 0123456789abcdef', 'READ:2 is no token'],
  ['# nobody', 'READ holds no token'],
])('%j is refused without telling it', async (READ, expected) => {
  const faults = await tokens({ READ });
  expect(String(faults)).toContain(expected);
  expect(String(faults)).not.toMatch(/short|0123456789abcdef/);
});

it('a file that is not there is a fault: without it everybody would be let in or nobody', async () => {
  const env = { AUTOSCALER_API_READ_TOKEN_FILE: '/nowhere/token' };
  expect(String(await tokens({}, env))).toContain('"api.readTokenFile" /nowhere/token does not exist');
});
