import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that outgoing connections get: none of these can take one while its server restarts. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

interface Opened {
  readonly port: number;
  close(): Promise<void>;
}

async function openOne(): Promise<Opened> {
  for (;;) {
    const opened = await open(randomInt(LOWEST, HIGHEST));
    if (opened) return opened;
  }
}

function open(port: number): Promise<Opened | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(port, '127.0.0.1', () =>
      resolve({ port, close: () => new Promise((done) => server.close(() => done())) }),
    );
  });
}

/** TCP ports of 127.0.0.1 that nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const opened = await Promise.all(Array.from({ length: count }, openOne));
  await Promise.all(opened.map(({ close }) => close()));
  return opened.map(({ port }) => port);
}
