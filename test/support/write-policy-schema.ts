import { mkdir, writeFile } from 'node:fs/promises';
import { policyJsonSchemaText } from '../../src/config/json-schema.ts';

await mkdir('docs/reference', { recursive: true });
await writeFile('docs/reference/policy.schema.json', policyJsonSchemaText());
