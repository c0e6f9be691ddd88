import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { policyJsonSchemaText } from '../../../src/config/json-schema.ts';

it('docs/reference/policy.schema.json is current (npm run schema)', async () => {
  expect(await readFile('docs/reference/policy.schema.json', 'utf8')).toBe(policyJsonSchemaText());
});
