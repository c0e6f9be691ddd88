import { createLog } from '../../../src/adapters/log/pino-log.ts';

/** Logs a number of lines and ends at once. */
const log = createLog({ level: 'info', format: 'auto', isTerminal: process.stderr.isTTY === true });
for (let line = 0; line < Number(process.argv[2]); line++)
  log.info({ line, filler: 'x'.repeat(200) }, 'a line');
process.exit(0);
