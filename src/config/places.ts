/** A way from the root of a document to a value: keys and list indices. */
export type Path = readonly PropertyKey[];

/** Where values of one document stand, as people look it up: `file:line:col`, or a label's name. */
export interface Places {
  /** The place of the value at `path`, or of its nearest ancestor that exists. */
  value(path: Path): string;
  /** The place of the key that `path` ends with. */
  key(path: Path): string;
}

/** The value at `path` in plain data; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The keys of a mapping; none of anything else. */
export function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function join(path: Path): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

const ITEMS: Readonly<Record<string, string>> = { metrics: 'metric', schedules: 'schedule' };

/** What a value is called in a message: `"max"`, `metric "cpu"`, `"scaleUp.for" in metric "cpu"`, `the policy`. */
export function nameOf(path: Path): string {
  const [first, item, ...rest] = path;
  if (first === undefined) return 'the policy';
  const noun = ITEMS[String(first)];
  if (noun === undefined || item === undefined) return `"${join(path)}"`;
  const owner = `${noun} "${String(item)}"`;
  return rest.length === 0 ? owner : `"${join(rest)}" in ${owner}`;
}

/** A value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
