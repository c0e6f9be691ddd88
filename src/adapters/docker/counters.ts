/** A container's counters at one moment, from the engine's one-shot statistics. */
export interface Counters {
  /** The engine's clock, epoch milliseconds. */
  readonly at: number;
  /** CPU time since the container's start, nanoseconds. */
  readonly cpuNanos?: number;
  /** Memory in use without the page cache that can be dropped at once. Bytes. */
  readonly memoryBytes?: number;
  /** The memory limit, which is the host's memory where the container has none. Bytes. */
  readonly memoryLimitBytes?: number;
}

/** The part of the statistics that is read; both cgroup versions fill it. */
export interface RawStats {
  readonly read: string;
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
}

/** Reads the statistics; undefined when the container does not run, which the engine tells by the year 1. */
export function countersOf(raw: RawStats): Counters | undefined {
  const at = Date.parse(raw.read);
  if (!(at > 0)) return undefined;
  const cpuNanos = raw.cpu_stats?.cpu_usage?.total_usage;
  const memory = raw.memory_stats;
  return {
    at,
    ...(cpuNanos === undefined ? {} : { cpuNanos }),
    ...(memory?.usage === undefined ? {} : { memoryBytes: memoryInUse(memory.usage, memory.stats ?? {}) }),
    ...(memory?.limit === undefined || memory.limit <= 0 ? {} : { memoryLimitBytes: memory.limit }),
  };
}

/** As `docker stats` has it: less the inactive file pages, under cgroup v1's name of them or v2's. */
function memoryInUse(usage: number, stats: Readonly<Record<string, number>>): number {
  const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}

/** A base older than this says nothing about now. */
const MAX_BASE_AGE_MS = 10 * 60_000;

/** CPU cores used on average between two readings; undefined when they cannot be compared. */
export function coresBetween(base: Counters | undefined, next: Counters): number | undefined {
  if (base?.cpuNanos === undefined || next.cpuNanos === undefined) return undefined;
  const elapsedMs = next.at - base.at;
  const used = next.cpuNanos - base.cpuNanos;
  if (elapsedMs <= 0 || elapsedMs > MAX_BASE_AGE_MS || used < 0) return undefined;
  return used / (elapsedMs * 1e6);
}
