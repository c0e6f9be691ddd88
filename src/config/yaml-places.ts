import type { Document, LineCounter, Node, Pair } from 'yaml';
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Path, Places } from './places.ts';

interface Step {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function pairOf(items: readonly Pair[], key: PropertyKey): Pair | undefined {
  return items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

function descend(node: Node | undefined, key: PropertyKey, doc: Document): Step | undefined {
  const target = isAlias(node) ? node.resolve(doc) : node;
  if (isMap(target)) {
    const pair = pairOf(target.items, key);
    if (pair === undefined) return undefined;
    return {
      key: isNode(pair.key) ? pair.key : undefined,
      value: isNode(pair.value) ? pair.value : undefined,
    };
  }
  if (isSeq(target)) {
    const item = target.items[Number(key)];
    return isNode(item) ? { key: item, value: item } : undefined;
  }
  return undefined;
}

/** Whether nothing is written where the value would stand. */
function isBlank(value: Node | undefined): boolean {
  const [start = 0, end = 0] = value?.range ?? [];
  return isScalar(value) && value.value === null && start === end;
}

/** Places in one YAML document of `file`. Lines and columns count from 1. */
export function yamlPlaces(file: string, doc: Document, lines: LineCounter): Places {
  const start = doc.contents?.range?.[0] ?? doc.range?.[0] ?? 0;
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const find = (path: Path, want: 'key' | 'value') => {
    let node: Node | undefined = doc.contents ?? undefined;
    let offset = start;
    for (const [index, key] of path.entries()) {
      const step = descend(node, key, doc);
      if (step === undefined) break;
      const isLast = index === path.length - 1;
      const found = (isLast && want === 'key') || isBlank(step.value) ? step.key : step.value;
      offset = found?.range?.[0] ?? step.key?.range?.[0] ?? offset;
      node = step.value;
      if (node === undefined) break;
    }
    return placeOf(offset);
  };
  return { value: (path) => find(path, 'value'), key: (path) => find(path, 'key') };
}
