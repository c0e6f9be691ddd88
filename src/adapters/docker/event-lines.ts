/** Something that happened to a container. */
export interface ContainerEvent {
  /** Such as `start`, `die`, `oom`, `destroy`, `health_status`. */
  readonly action: string;
  readonly containerId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The engine's clock in the form that its `since` takes: seconds, a point, nine digits. */
  readonly after: string;
}

/** Cuts a stream of JSON lines into events; half a line waits for its rest. */
export class EventLines {
  #rest = '';

  push(chunk: string): readonly ContainerEvent[] {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map(parseEvent).filter((event) => event !== undefined);
  }
}

/** One event, or undefined when the line is none of a container's. */
export function parseEvent(line: string): ContainerEvent | undefined {
  const event = parseObject(line);
  const actor = objectIn(event, 'Actor');
  const { Action: action } = event;
  const { ID: containerId } = actor;
  if (typeof action !== 'string' || typeof containerId !== 'string') return undefined;
  const labels = Object.entries(objectIn(actor, 'Attributes')).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    action: action.split(':')[0] ?? action,
    containerId,
    labels: Object.fromEntries(labels),
    after: afterOf(line, event),
  };
}

/** A nanosecond past the event. The number is too long for a JavaScript number, so it is read from the text. */
function afterOf(line: string, event: Readonly<Record<string, unknown>>): string {
  const digits = /"timeNano":(\d+)/.exec(line)?.[1];
  const nanos = digits === undefined ? BigInt(Number(event.time) || 0) * 1_000_000_000n : BigInt(digits);
  const next = nanos + 1n;
  return `${next / 1_000_000_000n}.${String(next % 1_000_000_000n).padStart(9, '0')}`;
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(line));
  } catch {
    return {};
  }
}

function objectIn(parent: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  return recordOf(parent[key]);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
