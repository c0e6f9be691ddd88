import { resolve } from 'node:path';

/** Replicas before a cycle, and in the middle of it. */
export const FROM = 2;
export const TO = 5;

/** The port that the replicas listen on. */
export const PORT = 8080;

/** The replicas of every contender, the balancer before them, and one more beside. `ledger` is where replicas write down their POSTs. */
export function stackOf(ledger: string, balancer: object, volumes: readonly string[] = []): object {
  return {
    services: { web: web(ledger), beside: web(ledger), balancer },
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
      interval: '2s',
      timeout: '3s',
      retries: 20,
    },
  };
}

/** HAProxy as the shipped stack has it. `auto` is where generated files lie: a volume. */
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
