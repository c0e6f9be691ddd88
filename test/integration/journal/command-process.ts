import { setTimeout as sleep } from 'node:timers/promises';
import { openJournal, openJournalReader } from '../../../src/adapters/journal/open.ts';

/** Plays one-shot commands, one after the other: each opens the journal, asks, waits for the answer, and reads. */
const [stateDir = '', commands = '0'] = process.argv.slice(2);
const asked: number[] = [];
const answers: number[] = [];
let id = '';
for (let command = 0; command < Number(commands); command++) {
  const journal = openJournal(stateDir, {
    clock: Date,
    onNotice: ({ message }) => process.stderr.write(`${message}\n`),
  });
  id = journal.id;
  const ref = { project: 'shop', service: 'service-0' };
  const expiresAt = Date.now() + 30_000;
  const request = journal.submitRequest({ ref, replicas: 3, force: false, by: 'test', expiresAt });
  asked.push(request);
  let outcome = journal.requestOutcome(request);
  while (outcome === undefined && Date.now() < expiresAt) {
    await sleep(5);
    outcome = journal.requestOutcome(request);
  }
  if (outcome?.ok) answers.push(outcome.to);
  journal.close();

  const reader = openJournalReader(stateDir, Date);
  if (reader.decisions({ ref, limit: 10 }).length === 0) throw new Error('no decision to be read');
  reader.close();
}
process.stdout.write(JSON.stringify({ id, asked, answers }));
