import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

const DESCRIPTION = `What the autoscaler does, why, and how to steer it. With tokens configured every request needs one as
\`authorization: Bearer <token>\`: the reading token for GET, the changing token for all. Without tokens only programs on the
controller's own machine (in its own container) may ask.`;

const DOCUMENT: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: { title: 'compose-autoscaler', version: '1', description: DESCRIPTION, license: { name: 'MIT' } },
  tags: [
    { name: 'See', description: 'What it is doing.' },
    { name: 'Ask', description: 'Why it did that.' },
    { name: 'Steer', description: 'How to make it do something else.' },
  ],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }],
};

/** How the API's description is made from the schemas of its routes. */
export const DESCRIBED: FastifyDynamicSwaggerOptions = {
  openapi: DOCUMENT,
  transform: jsonSchemaTransform,
  transformObject: (input) => withoutUnused(jsonSchemaTransformObject(input)),
};

/** Every named schema comes as what is sent and as what is taken; the ones that nothing refers to go. */
function withoutUnused(document: ReturnType<typeof jsonSchemaTransformObject>) {
  const schemas = 'components' in document ? (document.components?.schemas ?? {}) : {};
  for (const name of Object.keys(schemas))
    if (name.endsWith('Input') && !JSON.stringify(document.paths).includes(`/${name}"`)) delete schemas[name];
  return document;
}
