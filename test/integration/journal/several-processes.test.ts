import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openJournal, openJournalReader } from '../../../src/adapters/journal/open.ts';
import { start, temporaryDirectory } from './processes.ts';

const COMMANDS = 3;
const REQUESTS_EACH = 8;

it('controller and commands share one journal from its first moment, and no request is lost or doubled', async () => {
  const stateDir = join(temporaryDirectory(), 'state');
  const [controller, ...commands] = await Promise.all([
    start('controller-process.ts', stateDir, String(COMMANDS * REQUESTS_EACH)),
    ...Array.from({ length: COMMANDS }, () => start('command-process.ts', stateDir, String(REQUESTS_EACH))),
  ]);
  for (const { exitCode, stderr } of [controller, ...commands])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });

  const results = commands.map(({ stdout }) => JSON.parse(stdout));
  expect(new Set([controller, ...commands].map(({ stdout }) => JSON.parse(stdout).id)).size).toBe(1);
  for (const { asked, answers } of results) expect(answers).toEqual(asked);
  const ids = results.flatMap(({ asked }) => asked).sort((a, b) => a - b);
  expect(ids).toEqual(Array.from({ length: COMMANDS * REQUESTS_EACH }, (_, index) => index + 1));
});

it('a writer killed in the middle of its work leaves a journal that is whole', async () => {
  const stateDir = temporaryDirectory();
  const ref = { project: 'shop', service: 'service-0' };
  for (let time = 0; time < 3; time++) {
    const writer = start('controller-process.ts', stateDir, '1');
    await vi.waitUntil(() => existsSync(join(stateDir, 'journal.db')), { timeout: 20_000, interval: 20 });
    const seen = () => {
      const reader = openJournalReader(stateDir, Date);
      const { desired = -1 } = reader.loadHistory(ref);
      reader.close();
      return desired;
    };
    const before = seen();
    await vi.waitUntil(() => seen() !== before, { timeout: 20_000, interval: 20 });
    writer.kill('SIGKILL');
    await writer;

    const notices: unknown[] = [];
    const journal = openJournal(stateDir, { clock: Date, onNotice: (notice) => notices.push(notice) });
    expect(notices).toEqual([]);
    expect(journal.loadHistory(ref).desired).toBeGreaterThanOrEqual(0);
    journal.close();
  }
});
