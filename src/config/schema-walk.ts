import { z } from 'zod';
import type { Path } from './places.ts';

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return schema;
}

function child(schema: unknown, key: PropertyKey): unknown {
  if (schema instanceof z.ZodObject)
    return Object.hasOwn(schema.shape, key) ? schema.shape[String(key)] : undefined;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

/** The keys a mapping at `path` may have; none when the schema has no mapping there. */
export function knownKeys(schema: unknown, path: Path): readonly string[] {
  const here = unwrap(schema);
  if (here instanceof z.ZodUnion) {
    for (const option of here.options) {
      const keys = knownKeys(option, path);
      if (keys.length > 0) return keys;
    }
    return [];
  }
  const [key, ...rest] = path;
  if (key === undefined) return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
  return knownKeys(child(here, key), rest);
}
