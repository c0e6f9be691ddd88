import { createInterface } from 'node:readline';
import { createDocker } from '../../../src/adapters/docker/index.ts';
import type { HeldLock } from '../../../src/core/ports.ts';

/** A process that takes the lock at each line it reads, and says as JSON lines what came of it. */
const [host, lockName, journalId = 'journal'] = process.argv.slice(2);
if (host === undefined || lockName === undefined) throw new Error('usage: lock-process HOST LOCK [JOURNAL]');

const { lock } = createDocker({ host, lockName });
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
let held: HeldLock | undefined;

const answers: Readonly<Record<string, () => Promise<object>>> = {
  acquire: async () => {
    const outcome = await lock.acquire('controller', journalId, AbortSignal.timeout(30_000));
    if (!('held' in outcome)) return outcome;
    held = outcome.held;
    held.lost.addEventListener('abort', () => say({ lost: held?.lost.reason.code }), { once: true });
    return { held: true };
  },
  release: async () => {
    await held?.release();
    return { released: true };
  },
  holder: async () => ({ holder: (await lock.holder(AbortSignal.timeout(30_000))) ?? null }),
};

say({ pid: process.pid });
for await (const line of createInterface({ input: process.stdin })) say((await answers[line]?.()) ?? {});
