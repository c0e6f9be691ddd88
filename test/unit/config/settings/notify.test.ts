import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../../src/config/settings/load.ts';
import { URGENT_NOTICES } from '../../../../src/core/notice.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autoscaler-notify-'));
});
afterAll(() => rm(folder, { recursive: true }));

const URL = 'https://hooks.example.org/T0/secret-part';
const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

/** The settings of these variables, `AUTOSCALER_NOTIFY_` left out, or what is wrong with them. */
async function notify(variables: Readonly<Record<string, string>>) {
  const named = Object.entries(variables).map(([name, value]) => [`AUTOSCALER_NOTIFY_${name}`, value]);
  const result = await loadSettings({}, { HOME: folder, ...Object.fromEntries(named) });
  return 'settings' in result
    ? result.settings.notify
    : result.faults.map(({ message, fix }) => `${message} ${fix ?? ''}`.replaceAll(`${folder}/`, ''));
}

it('nobody is notified unless an address is given', async () => {
  expect(await notify({ EVENTS: 'all' })).toBeUndefined();
});

it('an address is enough: what needs a person is told', async () => {
  const read = await notify({ URL });
  expect(read).toMatchObject({ kinds: URGENT_NOTICES });
  expect(JSON.stringify(read)).not.toContain('secret-part');
});

it('address, secret and template come from files', async () => {
  const read = await notify({
    URL_FILE: await file('url', `${URL}\n`),
    SECRET_FILE: await file('secret', 'shared\n'),
    TEMPLATE_FILE: await file('template.json', '{"text": "{{ message }}"}'),
    EVENTS: 'scaled, at-max',
  });
  if (read === undefined || Array.isArray(read) || !('url' in read))
    throw new Error(`faults: ${String(read)}`);
  expect([read.url.reveal(), read.secret?.reveal()]).toEqual([URL, 'shared']);
  expect(read).toMatchObject({ template: { text: '{{ message }}' }, kinds: ['scaled', 'at-max'] });
});

describe('what is wrong is said, and never a secret', () => {
  it.each([
    [{ URL: 'ftp://x/secret-part' }, 'must be an http:// or https:// address'],
    [{ URL: 'https://ann:secret-part@example.org' }, 'must be an http:// or https:// address'],
    [{ URL, SECRET_FILE: 'nowhere' }, '"notify.secretFile" nowhere does not exist'],
    [{ URL, EVENTS: 'at-maxx' }, 'names at-maxx, which is no kind of notification Did you mean at-max?'],
    [{ URL, EVENTS: 'everything' }, 'which is no kind of notification There are: at-max,'],
  ])('%j', async (variables, expected) => {
    const faults = await notify(variables);
    expect(String(faults)).toContain(expected);
    expect(String(faults)).not.toContain('secret-part');
  });

  it.each([
    ['{"text": "{{messag}}"}', 'has {{messag}}, which is no field Did you mean {{message}}?'],
    ['text: {{message}}', 'is not JSON'],
  ])('a template %s', async (text, expected) => {
    const faults = await notify({ URL, TEMPLATE_FILE: await file('bad.json', text) });
    expect(String(faults)).toContain(expected);
  });

  it('an empty secret, and an address given twice', async () => {
    const faults = await notify({
      URL,
      URL_FILE: await file('url2', URL),
      SECRET_FILE: await file('empty', '\n'),
    });
    expect(String(faults)).toContain('"notify.secretFile" holds nothing');
    expect(String(faults)).toContain('"notify.url" is given both directly and as a file');
  });
});
