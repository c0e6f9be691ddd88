import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the dashboard, as it is sent. */
export interface DashboardFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
  /** An entity tag with its quotes. */
  readonly etag: string;
  /** Whether its name changes with its content. */
  readonly isHashed: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const INDEX = 'index.html';
const HASHED = `assets${sep}`;

const pack = promisify(gzip);

/** The built dashboard by path, `/` first of all; empty where it has not been built. */
export async function readDashboard(folder: string): Promise<ReadonlyMap<string, DashboardFile>> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.flatMap((name) => {
    const type = TYPES[extname(name)];
    return type === undefined ? [] : [{ name, type }];
  });
  return new Map(
    await Promise.all(
      files.map(async ({ name, type }) => [pathOf(name), await readFileOf(folder, name, type)] as const),
    ),
  );
}

async function readFileOf(folder: string, name: string, type: string): Promise<DashboardFile> {
  const body = await readFile(join(folder, name));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, gzipped: await pack(body), etag, isHashed: name.startsWith(HASHED) };
}

function pathOf(name: string): string {
  return name === INDEX ? '/' : `/${name.split(sep).join('/')}`;
}
