import { existsSync, readFileSync, renameSync } from 'node:fs';
import { SqliteJournal } from '../../../src/adapters/journal/sqlite-journal.ts';

/**
 * Loaded before the program (`node --import`): stops its process, as SIGSTOP does, right after a step has been done and
 * before that is written down. Which step stands in the file that FREEZE_AT names; once it is reached, `.reached` is
 * added to that file's name.
 */
const file = process.env.FREEZE_AT ?? '';
const record = SqliteJournal.prototype.recordStep;

SqliteJournal.prototype.recordStep = function freezing(...args) {
  const [, , event] = args;
  if (event.kind === 'step-done' && existsSync(file) && readFileSync(file, 'utf8') === event.step.kind) {
    renameSync(file, `${file}.reached`);
    process.kill(process.pid, 'SIGSTOP');
  }
  record.apply(this, args);
};
