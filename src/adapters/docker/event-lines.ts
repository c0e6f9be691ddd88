/** Something that happened to a container. */
export interface ContainerEvent {
  /** Such as `start`, `die`, `oom`, `destroy`, `health_status`. */
  readonly action: string;
  readonly containerId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Just past the event by the engine's clock, as its `since` takes it: epoch seconds with a fraction. */
  readonly after: number;
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
    after: afterOf(event),
  };
}

/** Numbers hold microseconds here, so the next one is past the event. */
function afterOf(event: Readonly<Record<string, unknown>>): number {
  const nanos = typeof event.timeNano === 'number' ? event.timeNano : Number(event.time) * 1e9;
  return (Math.floor(nanos / 1000) + 1) / 1e6;
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
