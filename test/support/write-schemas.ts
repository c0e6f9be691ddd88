import { mkdir, writeFile } from 'node:fs/promises';
import { policyJsonSchemaText } from '../../src/config/json-schema.ts';
import { faultTableText } from './faults/document.ts';
import { openApiText } from './openapi.ts';

await mkdir('docs/reference', { recursive: true });
await writeFile('docs/reference/policy.schema.json', policyJsonSchemaText());
await writeFile('docs/reference/openapi.json', await openApiText());
await writeFile('docs/fault-table.md', faultTableText());
