import { openJournal } from '../../../src/adapters/journal/open.ts';
import { decide } from '../../../src/core/decision.ts';
import { EMPTY_HISTORY } from '../../../src/core/history.ts';
import { reason } from '../../../src/core/reasons.ts';

/** Plays the controller: ticks without a pause and answers `expected` requests, each with its own id as count. */
const [stateDir = '', expected = '0'] = process.argv.slice(2);
const journal = openJournal(stateDir, {
  clock: Date,
  onNotice: ({ message }) => process.stderr.write(`${message}\n`),
});
const refs = Array.from({ length: 50 }, (_, index) => ({ project: 'shop', service: `service-${index}` }));

let answered = 0;
let ticks = 0;
while (answered < Number(expected)) {
  const at = Date.now();
  const decision = decide(2, 2 + (ticks % 2), at, [reason('METRIC_WITHIN', 'cpu is 50 %')]);
  journal.recordDecisions(refs.map((ref) => ({ ref, decision })));
  journal.saveHistories(refs.map((ref) => ({ ref, history: { ...EMPTY_HISTORY, desired: ticks } })));
  for (const { id } of journal.takeRequests(at)) {
    journal.completeRequest(id, { ok: true, from: 0, to: id });
    answered++;
  }
  ticks++;
}
process.stdout.write(JSON.stringify({ id: journal.id, ticks, answered }));
journal.close();
