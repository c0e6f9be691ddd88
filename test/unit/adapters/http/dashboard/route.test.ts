import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDashboard } from '../../../../../src/adapters/http/dashboard/files.ts';
import { buildServer } from '../../../../../src/adapters/http/server.ts';
import { ask, options } from '../fixtures.ts';

describe('the dashboard', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    await writeFile(join(folder, 'assets', 'index-abc.js'), 'run();');
    await writeFile(join(folder, 'notes.txt'), 'no file of a web page');
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function get(url: string, headers: Record<string, string> = {}) {
    const app = await buildServer(options({ dashboard: await readDashboard(folder) }).given);
    const response = await app.inject({ url, headers });
    await app.close();
    return response;
  }

  test('is at /, never kept without asking, and loads nothing from elsewhere', async () => {
    const { statusCode, headers, body } = await get('/');
    expect(statusCode).toBe(200);
    expect(body).toBe('<!doctype html>');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  });

  test('files named by their content may be kept for ever', async () => {
    const { headers } = await get('/assets/index-abc.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  test('comes packed to who takes that, and not at all to who has it', async () => {
    const packed = await get('/assets/index-abc.js', { 'accept-encoding': 'br, gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.rawPayload).toString()).toBe('run();');
    const again = await get('/', { 'if-none-match': String((await get('/')).headers.etag) });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });

  test.each(['/index.html', '/notes.txt', '/assets', '/assets/..%2f..%2fetc/passwd', '//etc/passwd'])(
    'nothing else is there: %s',
    async (url) => expect((await get(url)).statusCode).toBe(404),
  );

  test('says so where it has not been built', async () => {
    expect((await readDashboard(join(folder, 'nowhere'))).size).toBe(0);
    const { status, body } = await ask('/');
    expect(status).toBe(404);
    expect(JSON.parse(body).error).toMatchObject({ code: 'NOT_BUILT', fix: 'Run npm run build.' });
  });
});
