import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApiText } from '../../../../support/openapi.ts';
import { observed } from '../../../../support/world/observed.ts';
import { webPolicy } from '../../../../support/world/policies.ts';
import { asking, CHANGING, READING, TOKENS } from './asking.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
  readonly requestBody?: object;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const text = await openApiText();
const document: Document = JSON.parse(text);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const isRead = ({ method }: { method: string }) => method === 'GET';

const there = await observed({ policy: webPolicy({ min: 2, max: 8 }) });

/** Bodies of what changes something, by operation. */
const BODIES: Readonly<Record<string, object>> = {
  scaleService: { replicas: 3 },
  boundService: { min: 3, until: new Date(there.world.clock.now() + 3_600_000).toISOString() },
};

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
for (const [name, schema] of Object.entries(document.components.schemas))
  ajv.addSchema(schema, `#/components/schemas/${name}`);

beforeAll(async () => {
  const { world, parts, tick } = there;
  world.load = 4;
  for (let i = 0; i < 6; i += 1) await tick();
  parts.steering.bound(
    { project: 'shop', service: 'web' },
    { min: 3, until: world.clock.now() + 60_000 },
    'ann',
  );
  await tick();
});

/** A request to an operation, its path filled in. */
function requestTo(path: string, operation: Operation) {
  const url = path.replace('{project}', 'shop').replace('{service}', 'web').replace('{id}', '1');
  return { url, payload: operation.requestBody && (BODIES[operation.operationId] ?? {}) };
}

it('docs/reference/openapi.json is current (npm run schema)', async () => {
  expect(await readFile('docs/reference/openapi.json', 'utf8')).toBe(text);
});

describe.each(operations.filter(({ path }) => !path.endsWith('/events')))(
  '$method $path',
  ({ path, method, operation }) => {
    const asked = async (headers: Record<string, string> = {}) => {
      const ask = await asking(there, TOKENS);
      const { url, payload } = requestTo(path, operation);
      const json = payload ? { 'content-type': 'application/json' } : {};
      return ask(url, {
        method: method === 'GET' ? 'GET' : method === 'DELETE' ? 'DELETE' : 'POST',
        headers: { ...json, ...headers },
        ...(payload && { payload }),
      });
    };

    it('needs a token that is known', async () => {
      expect((await asked()).statusCode).toBe(401);
      expect((await asked({ authorization: 'Bearer wrong-token-0123456789' })).statusCode).toBe(401);
    });

    it('takes the reading token for reading only, the changing token for both', async () => {
      const read = await asked(READING);
      expect(read.statusCode < 300 ? 'done' : read.statusCode).toBe(isRead({ method }) ? 'done' : 403);
      const changed = await asked(CHANGING);
      expect(changed.statusCode, changed.body).toBeLessThan(300);
    });

    it('answers by its schema', async () => {
      for (const answer of [await asked(CHANGING), await asked()]) {
        const schema = operation.responses[answer.statusCode]?.content?.['application/json']?.schema;
        expect(schema, `a schema of ${answer.statusCode}`).toBeDefined();
        const validate = ajv.compile(schema ?? {});
        expect(validate(answer.json()), ajv.errorsText(validate.errors)).toBe(true);
      }
    });
  },
);
