import { z } from 'zod';

/** A shape that names every field of `T`, so that a field added to the core cannot be lost on reading. */
export type Fields<T> = Record<keyof T, z.ZodType>;

/** Accepts only a schema whose output is all of `T`: a variant missing from a union does not compile. */
export function complete<T>() {
  return <S extends z.ZodType<T>>(schema: S & ([T] extends [z.output<S>] ? unknown : never)): S => schema;
}

/** A list that is only read. */
export const list = <S extends z.ZodType>(item: S) => z.array(item).readonly();

export const number = z.number();
export const text = z.string();
