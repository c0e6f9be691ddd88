import { isMap, isScalar, LineCounter, type Node, parseAllDocuments, type YAMLMap } from 'yaml';
import { durationText, parseDuration } from './duration.ts';
import { parsePercent } from './percent.ts';

/** A number of a policy file that may be tuned, as it stands there. */
export interface TunableNumber {
  /** Such as `metrics.cpu.target`. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** `duration` is in milliseconds, `percent` its number, `count` a whole number of at least 1. */
  readonly kind: 'number' | 'percent' | 'duration' | 'count';
  readonly value: number;
  /** Where it stands in the file's text. */
  readonly range: readonly [number, number];
}

/** Keys whose numbers say when and how strongly to scale. What bounds a service is left to its owner. */
const TUNABLE =
  /^(?:metrics\.[^.]+\.(?:target|tolerance|scaleUp\.\w+|scaleDown\.\w+)|(?:cooldown|stabilization)(?:\.\w+)?)$/;

/** The tunable numbers of one service's policy in a valid policy file, in the order of the file. */
export function tunableNumbers(text: string, service: string): readonly TunableNumber[] {
  const lines = new LineCounter();
  const docs = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(docs)) return [];
  const own = docs.find((doc) => doc.get('service') === service)?.contents;
  return isMap(own) ? numbersIn(own, '', lines) : [];
}

/** The file's text with other numbers, all else as it was. */
export function withNumbers(text: string, changes: ReadonlyMap<TunableNumber, number>): string {
  const fromTheEnd = [...changes].toSorted(([a], [b]) => b.range[0] - a.range[0]);
  return fromTheEnd.reduce(
    (before, [number, value]) =>
      before.slice(0, number.range[0]) + numberText(number, value) + before.slice(number.range[1]),
    text,
  );
}

/** A number as a policy file spells it. */
export function numberText({ kind }: TunableNumber, value: number): string {
  if (kind === 'duration') return durationText(value);
  return kind === 'percent' ? `${value}%` : String(value);
}

function numbersIn(map: YAMLMap, prefix: string, lines: LineCounter): readonly TunableNumber[] {
  return map.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return [];
    const path = prefix + String(key.value);
    if (isMap(value)) return numbersIn(value, `${path}.`, lines);
    if (!TUNABLE.test(path) || !isScalar(value)) return [];
    const [from, to] = value.range ?? [];
    const parsed = parse(path, value.value);
    if (parsed === undefined || from === undefined || to === undefined) return [];
    return [{ path, line: lineOf(value, lines), ...parsed, range: [from, to] as const }];
  });
}

function lineOf(node: Node, lines: LineCounter): number {
  return lines.linePos(node.range?.[0] ?? 0).line;
}

function parse(path: string, value: unknown): Pick<TunableNumber, 'kind' | 'value'> | undefined {
  if (typeof value === 'number') return { kind: path.endsWith('.step') ? 'count' : 'number', value };
  if (typeof value !== 'string') return undefined;
  const percent = parsePercent(value);
  if (percent !== undefined) return { kind: 'percent', value: percent };
  const duration = parseDuration(value);
  return duration === undefined ? undefined : { kind: 'duration', value: duration };
}
