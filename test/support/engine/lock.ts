import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { progress } from './progress.ts';
import { throwIfInterrupted } from './run.ts';

function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    // An abstract socket vanishes with its process, so this lock cannot go stale.
    server.listen(`\0compose-autoscaler-engine-${name}`, () => resolve(server));
  });
}

/** Runs one task at a time among all processes of this machine that use the same lock name. */
export async function withLock<T>(name: string, task: () => Promise<T>): Promise<T> {
  let server = await listen(name);
  if (!server) progress(`waiting for another process that holds the lock “${name}”…`);
  while (!server) {
    throwIfInterrupted();
    await sleep(200);
    server = await listen(name);
  }
  try {
    return await task();
  } finally {
    server.close();
  }
}
