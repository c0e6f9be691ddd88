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
  /** HAProxy's own view of its health; a server that was just made ready counts as up. */
  readonly up: boolean;
}

/** One row of `show stat`, by column name; absent columns are empty. */
export type StatRow = Readonly<Record<string, string>>;

/** `SRV_ADMF_FMAINT`, `_IMAINT`, `_RMAINT` and `_HMAINT`; 0x04 only remembers that the file said `disabled`. */
const MAINTENANCE_BITS = 0x01 | 0x02 | 0x20 | 0x40;
/** `SRV_ADMF_FDRAIN` and `_IDRAIN`. */
const DRAIN_BITS = 0x08 | 0x10;

/** The servers in an answer to `show servers state`; undefined when the answer is not one. */
export function parseServersState(answer: string): readonly RunningServer[] | undefined {
  const lines = answer.split('\n').map((line) => line.trim());
  const headerAt = lines.findIndex((line) => line.startsWith('# be_id '));
  if (headerAt < 0) return undefined;
  const columns = (lines[headerAt] ?? '').slice(2).split(' ');
  const servers: RunningServer[] = [];
  for (const line of lines.slice(headerAt + 1)) {
    if (line === '') continue;
    const fields = line.split(' ');
    const server = serverOf((column) => fields[columns.indexOf(column)] ?? '');
    if (server !== undefined) servers.push(server);
  }
  return servers;
}

function serverOf(field: (column: string) => string): RunningServer | undefined {
  const admin = Number(field('srv_admin_state'));
  const operational = Number(field('srv_op_state'));
  const port = Number(field('srv_port'));
  if (field('srv_name') === '' || ![admin, operational, port].every(Number.isInteger)) return undefined;
  return {
    backend: field('be_name'),
    name: field('srv_name'),
    address: field('srv_addr'),
    port,
    admin: (admin & MAINTENANCE_BITS) !== 0 ? 'maint' : (admin & DRAIN_BITS) !== 0 ? 'drain' : 'ready',
    up: operational !== 0,
  };
}

/** The rows of an answer to `show stat`; undefined when the answer is not one. */
export function parseStat(answer: string): readonly StatRow[] | undefined {
  const lines = answer.split('\n');
  const headerAt = lines.findIndex((line) => line.startsWith('# pxname,'));
  if (headerAt < 0) return undefined;
  const columns = (lines[headerAt] ?? '').slice(2).trim().split(',');
  const rows: StatRow[] = [];
  for (const line of lines.slice(headerAt + 1)) {
    if (line.trim() === '') continue;
    const fields = splitCsv(line);
    rows.push(Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ''])));
  }
  return rows;
}

/** A whole number of a row; undefined when the column is empty or absent. */
export function countOf(row: StatRow, column: string): number | undefined {
  const text = row[column];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
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

function splitCsv(line: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quoted) {
      if (char !== '"') field += char;
      else if (line[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === ',') {
      fields.push(field);
      field = '';
    } else field += char;
  }
  fields.push(field);
  return fields;
}
