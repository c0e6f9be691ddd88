import { parse } from 'yaml';
import type { Fault } from './fault.ts';

/** One label: its path below the prefix, its name, and its text. */
export interface Label {
  readonly path: readonly string[];
  readonly name: string;
  readonly text: string;
}

/** Text keys, which are never read as a number or a mapping. */
const TEXT_KEYS: ReadonlySet<string | undefined> = new Set([
  'prometheus',
  'unit',
  'start',
  'end',
  'path',
  'host',
]);

function readValue(label: Label): unknown {
  const { text } = label;
  if (TEXT_KEYS.has(label.path.at(-1))) return text;
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (/^(?:true|false)$/.test(text)) return text === 'true';
  if (!/^[{[]/.test(text)) return text;
  try {
    return parse(text, { maxAliasCount: 0, logLevel: 'error' });
  } catch {
    return text;
  }
}

/** Labels as the nested data that a policy file would hold; a label that is both a value and a parent is a fault. */
export function labelTree(labels: readonly Label[], at: (name: string) => string) {
  const faults: Fault[] = [];
  const build = (entries: readonly Label[], depth: number): unknown => {
    const groups = Map.groupBy(entries, (label) => label.path[depth] ?? '');
    return Object.fromEntries([...groups].map(([key, group]) => [key, node(group, depth + 1)]));
  };
  const node = (group: readonly Label[], depth: number): unknown => {
    const leaf = group.find((label) => label.path.length === depth);
    const below = group.filter((label) => label.path.length > depth);
    if (leaf === undefined) return build(below, depth);
    const value = readValue(leaf);
    if (below.length === 0) return value;
    if (leaf.path.join('.') === 'balancer') return Object.assign({ kind: value }, build(below, depth));
    faults.push({
      at: at(leaf.name),
      message: `"${leaf.name}" has a value of its own and labels below it`,
      fix: `Remove it, or remove ${below.map((label) => label.name).join(', ')}.`,
    });
    return build(below, depth);
  };
  return { data: build(labels, 0), faults };
}
