import { readFileSync } from 'node:fs';
import type { LoadedBackend } from './backends.ts';
import { REQUESTS_PER_SECOND } from './fleet.ts';

const [HEADER = '', SERVER = '', FREE = '', BACKEND = ''] = readFileSync(
  new URL('payloads/show-stat.csv', import.meta.url),
  'utf8',
).split('\n');
const COLUMNS = HEADER.slice(2).split(',');
/** Where the only number that moves is put into a row. */
const REQUESTS_SO_FAR = '~';
const ALL = '-1';
const BACKENDS = '2';

/** Answers `show stat` as HAProxy 3.2 does. What does not change is rendered once, so that nobody waits for it. */
export class ShowStat {
  readonly #servers: ReadonlyMap<string, Buffer>;
  /** Each with a gap for the requests so far. */
  readonly #backends: string;
  readonly #startedAt = Date.now() - 3_600_000;

  constructor(backends: readonly LoadedBackend[]) {
    const servers = new Map(backends.map((backend) => [backend.id, serverRows(backend)]));
    const all = [...servers.values()].join('');
    this.#servers = new Map([[ALL, all] as const, ...servers].map(([id, rows]) => [id, answer(rows)]));
    this.#backends = backends
      .map(({ name }) => rowOf(BACKEND, { pxname: name, req_tot: REQUESTS_SO_FAR }))
      .join('');
  }

  /** `id` is a backend's number or -1, `type` 2 for backends or 4 for servers. */
  of(id: string, type: string): Buffer {
    if (type !== BACKENDS) return this.#servers.get(id) ?? answer('');
    const requests = Math.floor(((Date.now() - this.#startedAt) / 1000) * REQUESTS_PER_SECOND);
    return answer(this.#backends.replaceAll(REQUESTS_SO_FAR, String(requests)));
  }
}

function answer(rows: string): Buffer {
  return Buffer.from(`${HEADER}\n${rows}\n`);
}

function serverRows({ name, slots }: LoadedBackend): string {
  const rows = slots.map(({ name: slot, member }) => {
    const own = { pxname: name, svname: slot };
    return member ? rowOf(SERVER, { ...own, addr: `${member.address}:${member.port}` }) : rowOf(FREE, own);
  });
  return rows.join('');
}

function rowOf(template: string, values: Readonly<Record<string, string>>): string {
  const fields = template.split(',').map((field, index) => values[COLUMNS[index] ?? ''] ?? field);
  return `${fields.join(',')}\n`;
}
