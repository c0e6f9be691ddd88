/** One server-sent event; with an id a listener that comes back can go on from it. */
export function formatEvent(event: string, data: object, id?: string): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** How long a listener waits before it comes back, for its first event. Milliseconds. */
export function formatRetry(ms: number): string {
  return `retry: ${ms}\n\n`;
}

/** What shows both sides that the connection is alive. */
export const HEARTBEAT = ': \n\n';
