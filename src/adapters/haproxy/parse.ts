import { tableRows } from './table.ts';

/** What the administrator (the adapter, or a person) asked of a server. */
export type AdminState = 'ready' | 'drain' | 'maint';

/** A server as `show servers state` tells it. */
export interface RunningServer {
  readonly backend: string;
  readonly name: string;
  /** `0.0.0.0` or `::` when the slot is free. */
  readonly address: string;
  readonly port: number;
  readonly admin: AdminState;
  readonly weight: number;
  /** HAProxy's own view of its health; a server that was just made ready counts as up. */
  readonly up: boolean;
}

/** `SRV_ADMF_FMAINT`, `_IMAINT`, `_RMAINT` and `_HMAINT`; 0x04 only remembers that the file said `disabled`. */
const MAINTENANCE_BITS = 0x01 | 0x02 | 0x20 | 0x40;
/** `SRV_ADMF_FDRAIN` and `_IDRAIN`. */
const DRAIN_BITS = 0x08 | 0x10;

const STATE_HEAD = '# be_id ';
const STATE_COLUMNS = [
  'be_name',
  'srv_name',
  'srv_addr',
  'srv_op_state',
  'srv_admin_state',
  'srv_port',
  'srv_uweight',
] as const;

/** The servers in an answer to `show servers state`; undefined when the answer is not one. */
export function parseServersState(answer: string): readonly RunningServer[] | undefined {
  return tableRows(answer, STATE_HEAD, ' ', STATE_COLUMNS)?.flatMap((row) => serverOf(row) ?? []);
}

function serverOf(row: readonly string[]): RunningServer | undefined {
  const [backend = '', name = '', address = '', ...numbers] = row;
  const [operational = 0, admin = 0, port = 0, weight = 0] = numbers.map(Number);
  if (name === '' || ![admin, operational, port, weight].every(Number.isInteger)) return undefined;
  return {
    backend,
    name,
    address,
    port,
    admin: (admin & MAINTENANCE_BITS) !== 0 ? 'maint' : (admin & DRAIN_BITS) !== 0 ? 'drain' : 'ready',
    weight,
    up: operational !== 0,
  };
}

/** HAProxy's own numbers of the backends in an answer to `show servers state`; they change with a reload. */
export function backendIdsIn(answer: string): readonly string[] {
  return [...new Set(tableRows(answer, STATE_HEAD, ' ', ['be_id'])?.flat())];
}

/**
 * The rows of an answer to `show stat`, each reduced to these columns in their order; a column that HAProxy does not
 * have is empty. Undefined when the answer is not one.
 */
export function parseStat(
  answer: string,
  columns: readonly string[],
): readonly (readonly string[])[] | undefined {
  return tableRows(answer, '# pxname,', ',', columns);
}

/** A whole number of a row; undefined when the field is empty or absent. */
export function countOf(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+$/.test(field) ? Number(field) : undefined;
}

/** `Name: value` lines, as `show info` answers. */
export function parseInfo(answer: string): Readonly<Record<string, string>> {
  const pairs = answer.split('\n').flatMap((line) => {
    const at = line.indexOf(': ');
    return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 2).trim()] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** The value of one variable in an answer to `show env NAME`. */
export function parseEnv(answer: string, name: string): string | undefined {
  const line = answer.split('\n').find((candidate) => candidate.startsWith(`${name}=`));
  return line?.slice(name.length + 1).trim();
}
