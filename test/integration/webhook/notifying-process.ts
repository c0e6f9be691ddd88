import { openJournal } from '../../../src/adapters/journal/open.ts';
import { WebhookNotifier } from '../../../src/adapters/webhook/webhook-notifier.ts';

/** Plays the controller: begins with what its predecessor left, tells so many notices, and lives until it is killed. */
const [stateDir = '', url = '', count = '0'] = process.argv.slice(2);
const nothing = () => undefined;
const outbox = openJournal(stateDir, { clock: Date, onNotice: nothing });
const notifier = new WebhookNotifier({
  url,
  outbox,
  secret: 'shared secret',
  timeoutMs: 60_000,
  clock: { now: () => Date.now(), sleep: async () => undefined },
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  telemetry: { notified: (outcome) => process.stdout.write(`${outcome}\n`) },
});
notifier.start();
for (let index = 0; index < Number(count); index += 1)
  notifier.tell({ kind: 'at-max', status: 'raised', at: Date.now(), message: `notice ${index}` });
process.stdout.write('told\n');
setInterval(nothing, 60_000);
