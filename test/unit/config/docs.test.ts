import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { policyJsonSchema } from '../../../src/config/json-schema.ts';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';
import { CONFIG_VARIABLE, DEFAULT_SETTINGS_FILE } from '../../../src/config/settings/gather.ts';
import { parseSettingsFile } from '../../../src/config/settings/settings-file.ts';
import { SETTINGS, type SettingDefinition } from '../../../src/config/settings/table.ts';
import { pathsOf } from '../../support/schema-paths.ts';

function yamlBlocks(text: string): readonly string[] {
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}

describe('docs/reference/policy.md', () => {
  const page = readFile('docs/reference/policy.md', 'utf8');

  it('has every key of the schema, and no other', async () => {
    const known = [...new Set(pathsOf(policyJsonSchema()))].sort();
    const documented = [...(await page).matchAll(/^\| `([a-zA-Z.[\]]+)` \|.*\|.*\|$/gm)]
      .map(([, key = '']) => key)
      .filter((key) => !/^(?:docker|balancer)\.[a-z-]+$/.test(key) || known.includes(key));
    expect(known.length).toBeGreaterThan(60);
    expect([...new Set(documented)].sort()).toEqual(known);
  });

  it('has only examples that are valid', async () => {
    const examples = yamlBlocks(await page).filter((block) => block.startsWith('service:'));
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) expect(parsePolicyFile(example, 'example').faults).toEqual([]);
  });
});

describe('docs/reference/settings.md', () => {
  const page = readFile('docs/reference/settings.md', 'utf8');

  it.each<[string, SettingDefinition]>(Object.entries(SETTINGS))(
    'has %s',
    async (key, { flag, env, default: fallback }) => {
      const row = (await page).split('\n').find((line) => line.startsWith(`| \`${key}\` |`)) ?? '';
      for (const word of [flag, ...env, fallback])
        if (word !== undefined) expect(row).toContain(`\`${word}\``);
    },
  );

  it('has no setting that does not exist, and a valid example', async () => {
    const text = await page;
    const documented = [...text.matchAll(/^\| `([a-zA-Z.]+)` \|/gm)].map(([, key]) => key);
    expect(documented).toEqual(Object.keys(SETTINGS));
    for (const block of yamlBlocks(text)) expect(parseSettingsFile(block, 'example').faults).toEqual([]);
    expect(text).toContain(CONFIG_VARIABLE);
    expect(text).toContain(DEFAULT_SETTINGS_FILE);
  });
});
