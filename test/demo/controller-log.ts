/** A line of the controller's log that the demo shows. */
export interface LogEntry {
  /** `end`: why the program gave up. */
  readonly kind: 'up' | 'down' | 'hold' | 'warning' | 'end';
  /** UTC, as `12:34:56`; empty where the line has none. */
  readonly time: string;
  readonly text: string;
}

const kinds: Readonly<Record<string, LogEntry['kind']>> = {
  'scale-up': 'up',
  'scale-down': 'down',
  hold: 'hold',
};

/** Understands one line of the controller's log; undefined for what the demo does not show. */
export function parseLogLine(line: string): LogEntry | undefined {
  if (line.startsWith('error E_')) return { kind: 'end', time: '', text: line };
  const entry = parseJson(line);
  if (entry === undefined) return undefined;
  const { action, level, time, msg } = entry;
  const kind = kinds[String(action)] ?? (level === 'warn' || level === 'error' ? 'warning' : undefined);
  if (kind === undefined || typeof msg !== 'string') return undefined;
  return { kind, time: String(time).slice(11, 19), text: msg };
}

/** One line of any log for people: of pino's JSON the time, the level and the message. */
export function readableLine(line: string): string {
  const { time, level, msg } = parseJson(line) ?? {};
  return typeof msg === 'string' ? `${String(time).slice(11, 19)} ${level} ${msg}` : line;
}

function parseJson(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
