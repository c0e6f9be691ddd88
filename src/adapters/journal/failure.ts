import { AutoscalerError } from '../../core/errors.ts';

/** SQLite's primary result codes that say something about the place rather than the statement. */
const FIXES: Readonly<Record<number, string>> = {
  5: 'Another process keeps the journal locked: end the one that hangs, then try again.',
  8: 'Give the program’s user write access to the state directory and the files in it.',
  10: 'Check the disk and the file system of the state directory; the system log has the details.',
  11: 'Restart the controller: it moves the damaged file aside and starts a fresh one.',
  13: 'Free some space on the file system of the state directory.',
  14: 'Give the program’s user read and write access to the state directory, or choose another one.',
  26: 'Restart the controller: it moves the damaged file aside and starts a fresh one.',
};
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** What stands in front of every message about a journal that cannot be used. */
export function journalError(what: string, cause: unknown): AutoscalerError {
  if (cause instanceof AutoscalerError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const fix = FIXES[resultCode(cause) ?? -1] ?? 'Give the program a state directory it may write to.';
  return new AutoscalerError('E_JOURNAL', `${what}: ${detail}`, { fix, cause });
}

/** A check found the file's structure damaged. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** Whether the file's content is damaged, so that only a fresh file helps. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return error instanceof Damaged || code === CORRUPT || code === NOT_A_DATABASE;
}

/** Whether another connection was in the way, so that trying again may help. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** SQLite's primary result code, when the error is one of SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}
