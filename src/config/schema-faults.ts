import type { z } from 'zod';
import type { Fault } from './fault.ts';
import { nearest } from './nearest.ts';
import { nameOf, type Path, type Places, shown, valueAt } from './places.ts';
import { knownKeys } from './schema-walk.ts';

/** What a fault is looked up in. */
interface Context {
  readonly schema: z.ZodType;
  readonly input: unknown;
  readonly places: Places;
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};

function unknownKey(key: string, path: Path, context: Context): Fault {
  const known = knownKeys(context.schema, path);
  const meant = nearest(key, known);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return {
    at: context.places.key([...path, key]),
    message: `unknown key "${key}" in ${nameOf(path)}${hint}`,
    ...(known.length > 0 && { fix: `The keys here are ${known.join(', ')}.` }),
  };
}

function wrongValue(predicate: string, path: Path, context: Context): Fault {
  const value = valueAt(context.input, path);
  const at = context.places.value(path);
  if (value === undefined) return { at, message: `${nameOf(path)} is missing: it ${predicate}` };
  const got = predicate.includes(' but ') ? '' : `, not ${shown(value)}`;
  return { at, message: `${nameOf(path)} ${predicate}${got}` };
}

/** The fault with the choice that the writer most likely meant. */
function meaning(fault: Fault, choices: readonly string[], path: Path, context: Context): Fault {
  const value = valueAt(context.input, path);
  const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
  return meant === undefined ? fault : { ...fault, message: `${fault.message}; did you mean "${meant}"?` };
}

function wrongChoice(issue: z.core.$ZodIssueInvalidValue, path: Path, context: Context): Fault {
  const choices = issue.values.map(String);
  return meaning(wrongValue(`must be one of ${choices.join(', ')}`, path, context), choices, path, context);
}

function choicesOf(issue: z.core.$ZodIssueInvalidUnion): readonly string[] {
  return issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a union's branches the one the writer meant: for a mapping, the one that got into it. */
function meantBranch(issue: z.core.$ZodIssueInvalidUnion, value: unknown): readonly z.core.$ZodIssue[] {
  if (!isMapping(value)) return [];
  const rejectsMappings = (branch: readonly z.core.$ZodIssue[]) =>
    branch.some((i) => i.path.length === 0 && i.code !== 'unrecognized_keys');
  return issue.errors.find((branch) => !rejectsMappings(branch)) ?? [];
}

function faultsOf(issue: z.core.$ZodIssue, prefix: Path, context: Context): readonly Fault[] {
  const path = [...prefix, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, context));
    case 'invalid_key':
      return issue.issues.slice(0, 1).map((inner) => ({
        at: context.places.key(path),
        message: `the name ${shown(path.at(-1))} in ${nameOf(path.slice(0, -1))} ${inner.message}`,
      }));
    case 'invalid_union': {
      const inner = meantBranch(issue, valueAt(context.input, path));
      if (inner.length > 0) return inner.flatMap((each) => faultsOf(each, path, context));
      return [meaning(wrongValue(issue.message, path, context), choicesOf(issue), path, context)];
    }
    case 'invalid_value':
      return [wrongChoice(issue, path, context)];
    case 'invalid_type': {
      const own = issue.message.startsWith('must ') ? issue.message : undefined;
      return [wrongValue(own ?? `must be ${TYPES[issue.expected] ?? issue.expected}`, path, context)];
    }
    default:
      return [wrongValue(issue.message, path, context)];
  }
}

/** Everything the schema has against the input, each at its place. */
export function schemaFaults(issues: readonly z.core.$ZodIssue[], context: Context): readonly Fault[] {
  const faults = issues.flatMap((issue) => faultsOf(issue, [], context));
  const seen = new Set<string>();
  return faults.filter(({ at, message }) => {
    const key = `${at} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
