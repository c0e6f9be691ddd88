import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openJournal } from '../../../src/adapters/journal/open.ts';
import { decide } from '../../../src/core/decision.ts';
import { reason } from '../../../src/core/reasons.ts';
import { start, temporaryDirectory } from './processes.ts';

/** A directory with a journal of one decision, which others may read but not write. */
function readOnlyState() {
  const stateDir = temporaryDirectory();
  const journal = openJournal(stateDir, { clock: Date, onNotice: () => {} });
  const decision = decide(2, 3, Date.now(), [reason('METRIC_ABOVE', 'cpu is 82 %')]);
  journal.recordDecisions([{ ref: { project: 'shop', service: 'web' }, decision }]);
  chmodSync(stateDir, 0o555);
  onTestFinished(() => chmodSync(stateDir, 0o755));
  return { stateDir, journal };
}

async function outcomeOf(mode: 'read' | 'write', stateDir: string): Promise<unknown> {
  const { stdout, stderr } = await start('unprivileged-process.ts', mode, stateDir);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const REFUSED = {
  code: 'E_JOURNAL',
  fix: expect.stringContaining('write access'),
  message: expect.any(String),
};

it('a directory that may not be written to is an error with its fix', async () => {
  const stateDir = temporaryDirectory();
  chmodSync(stateDir, 0o555);
  onTestFinished(() => chmodSync(stateDir, 0o755));
  expect(await outcomeOf('write', stateDir)).toEqual(REFUSED);
  expect(await outcomeOf('write', join(stateDir, 'state'))).toEqual({
    ...REFUSED,
    fix: expect.stringContaining('state directory'),
  });
});

it('a journal that may only be read is read, while it is written and after', async () => {
  const { stateDir, journal } = readOnlyState();
  expect(await outcomeOf('read', stateDir)).toEqual({ rows: 1 });
  chmodSync(stateDir, 0o755);
  journal.close();
  chmodSync(stateDir, 0o555);
  expect(await outcomeOf('read', stateDir)).toEqual({ rows: 1 });
  expect(await outcomeOf('write', stateDir)).toEqual(REFUSED);
});
