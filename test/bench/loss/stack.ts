import { resolve } from 'node:path';

/** The port that the replicas listen on. */
export const PORT = 8080;

/** The replicas of every contender, and the balancer before them. `ledger` is where replicas write down their POSTs. */
export function stackOf(ledger: string, balancer: object, volumes: readonly string[] = []): object {
  return {
    services: { web: web(ledger), balancer },
    volumes: Object.fromEntries(volumes.map((name) => [name, {}])),
  };
}

function web(ledger: string): object {
  return {
    image: 'node:24-trixie-slim',
    command: ['node', '/app/replica.mjs'],
    user: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    volumes: [
      `${resolve('test/bench/loss/replica.mjs')}:/app/replica.mjs:ro`,
      `${resolve('node_modules/ws')}:/app/node_modules/ws:ro`,
      `${ledger}:/ledger`,
    ],
    expose: [String(PORT)],
    healthcheck: {
      test: ['CMD', 'bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${PORT}`],
      interval: '1s',
      timeout: '3s',
      retries: 20,
    },
  };
}

/** HAProxy as the shipped stack has it, but for its configuration. `folder` is mounted as the second one. */
export function haproxy(config: string, auto: string): object {
  return {
    image: 'haproxy:3.2',
    command: [
      ...['haproxy', '-W', '-db', '-S', '/var/lib/haproxy/master.sock,mode,666'],
      ...['-f', '/usr/local/etc/haproxy/haproxy.cfg', '-f', '/usr/local/etc/haproxy/auto/'],
    ],
    volumes: [
      `${config}:/usr/local/etc/haproxy/haproxy.cfg:ro`,
      `${auto}:/usr/local/etc/haproxy/auto`,
      'run:/var/lib/haproxy',
    ],
  };
}
