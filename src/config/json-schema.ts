import { z } from 'zod';
import { policySchema } from './schema/policy.ts';

/** The JSON Schema of one policy document, for editors: made from the schema that policies are read with. */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(policySchema, { io: 'input', target: 'draft-2020-12' });
  return { ...schema, title: 'A policy of compose-autoscaler' };
}

/** The text of docs/reference/policy.schema.json. */
export function policyJsonSchemaText(): string {
  return `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
}
