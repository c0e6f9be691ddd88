/** A server of a backend, as HAProxy's own statistics page shows it. */
export interface HaproxyServer {
  readonly name: string;
  /** Such as UP, DRAIN or MAINT. */
  readonly status: string;
  /** Requests being served and queued. */
  readonly inFlight: number;
}

/** A bash line that prints the statistics in HAProxy's container. */
export const READ_STATISTICS =
  "exec 3<>/dev/tcp/127.0.0.1/8404; printf 'GET /;csv HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";

/** The servers of a backend. */
export function serversIn(statistics: string, backend: string): readonly HaproxyServer[] {
  const lines = statistics.split(/\r?\n/);
  const head = lines.findIndex((line) => line.startsWith('# pxname,'));
  const columns = (lines[head] ?? '').slice(2).split(',');
  return lines.slice(head + 1).flatMap((line) => {
    const cells = line.split(',');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    if (cell('pxname') !== backend || cell('svname') === 'BACKEND') return [];
    const inFlight = Number(cell('scur')) + Number(cell('qcur'));
    return [{ name: cell('svname'), status: cell('status'), inFlight }];
  });
}

/** Whether it gets new requests. */
export function isInRotation({ status }: HaproxyServer): boolean {
  return /^(UP|no check)/.test(status);
}

/** Whether it only finishes what it has. */
export function isDraining({ status }: HaproxyServer): boolean {
  return status.startsWith('DRAIN');
}
