import { openJournal, openJournalReader } from '../../../src/adapters/journal/open.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';

/** Opens a journal as a user without rights of its own, for reading or for writing, and prints what came of it. */
const [mode, stateDir = ''] = process.argv.slice(2);
const NOBODY = 65_534;
if (process.getuid?.() === 0) {
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
}

function outcome(): unknown {
  try {
    const journal =
      mode === 'write'
        ? openJournal(stateDir, { clock: Date, onNotice: () => {} })
        : openJournalReader(stateDir, Date);
    const rows = journal.decisions({ limit: 10 }).length;
    journal.close();
    return { rows };
  } catch (error) {
    if (!(error instanceof AutoscalerError)) throw error;
    return { code: error.code, message: error.message, fix: error.fix };
  }
}

process.stdout.write(JSON.stringify(outcome()));
