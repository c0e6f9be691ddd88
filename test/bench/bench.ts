/** How a benchmark is run. */
export interface BenchOptions {
  /** Ends within a minute or two, at the price of a wider spread. */
  readonly quick: boolean;
  /** Says on standard error what is being done. */
  readonly say: (message: string) => void;
  /** The values of the benchmark's own flags, where they were given. */
  readonly flags: Readonly<Record<string, string>>;
}

/** One row of a report's table; every number is there in JSON too. */
export type BenchRow = Readonly<Record<string, string | number>>;

/** A further table of a report. */
export interface BenchTable {
  readonly title: string;
  readonly rows: readonly BenchRow[];
}

/** One aim, and whether it was met in this run. */
export interface BenchAim {
  readonly aim: string;
  readonly measured: number | string;
  readonly met: boolean;
}

/** What a benchmark found. */
export interface BenchReport {
  readonly name: string;
  /** One line on what was measured and how. */
  readonly what: string;
  readonly rows: readonly BenchRow[];
  readonly more?: readonly BenchTable[];
  readonly aims: readonly BenchAim[];
}

/** A benchmark of this folder. */
export interface Bench {
  readonly summary: string;
  /** Its own flags, each with what its value is. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly run: (options: BenchOptions) => Promise<BenchReport>;
}

/** The middle value, or the mean of the two in the middle. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('the median of nothing');
  return (upper + lower) / 2;
}

/** `value` with so many decimals, as a number. */
export function rounded(value: number, decimals = 2): number {
  return Number(value.toFixed(decimals));
}
