import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const number = (name, fallback) => Number(process.env[name] ?? fallback);
const port = number('PORT', 8080);
const cpuMs = number('CPU_MS', 2);
const latencyMs = number('LATENCY_MS', 0);
const startDelayMs = number('START_DELAY_MS', 0);
const graceful = process.env.GRACEFUL === '1';

const counters = { requests: 0, errors: 0, inFlight: 0, seconds: 0 };
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity].map((le) => ({
  le,
  count: 0,
}));

function burn(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

function metrics(response) {
  const lines = [
    ['web_requests_total', 'counter', counters.requests],
    ['web_errors_total', 'counter', counters.errors],
    ['web_requests_in_flight', 'gauge', counters.inFlight],
  ].map(([name, type, value]) => `# TYPE ${name} ${type}\n${name} ${value}\n`);
  const duration = 'http_request_duration_seconds';
  lines.push(`# TYPE ${duration} histogram\n`);
  for (const { le, count } of buckets)
    lines.push(`${duration}_bucket{le="${le === Infinity ? '+Inf' : le}"} ${count}\n`);
  lines.push(`${duration}_sum ${counters.seconds}\n`, `${duration}_count ${buckets.at(-1).count}\n`);
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
  response.end(lines.join(''));
}

async function stream(response, ms) {
  const chunks = 10;
  response.writeHead(200, { 'content-type': 'text/plain' });
  for (let i = 1; i <= chunks; i++) {
    response.write(`chunk ${i}/${chunks}\n`);
    await sleep(ms / chunks);
  }
  response.end('end\n');
}

async function work(request, response, url) {
  const ms = Number(url.searchParams.get('ms') ?? 1000);
  burn(cpuMs);
  if (latencyMs > 0) await sleep(latencyMs);
  if (url.pathname === '/') return json(response, 200, { hostname: hostname(), pid: process.pid });
  if (url.pathname === '/slow') {
    await sleep(ms);
    return json(response, 200, { hostname: hostname(), waitedMs: ms });
  }
  if (url.pathname === '/stream') return await stream(response, ms);
  if (url.pathname === '/echo' && request.method === 'POST') {
    response.writeHead(200, {
      'content-type': request.headers['content-type'] ?? 'application/octet-stream',
    });
    return request.pipe(response);
  }
  counters.errors += 1;
  return json(response, 404, { error: 'not found' });
}

async function handle(request, response) {
  const url = new URL(request.url, 'http://web');
  if (url.pathname === '/healthz') return json(response, 200, { status: 'ok' });
  if (url.pathname === '/metrics') return metrics(response);
  const began = performance.now();
  counters.requests += 1;
  counters.inFlight += 1;
  response.once('close', () => {
    counters.inFlight -= 1;
    const seconds = (performance.now() - began) / 1000;
    counters.seconds += seconds;
    for (const bucket of buckets) if (seconds <= bucket.le) bucket.count += 1;
  });
  await work(request, response, url);
}

const server = createServer((request, response) => {
  handle(request, response).catch(() => response.destroy());
});

function stop() {
  // Leaving at once is the worst case for whoever drains this replica.
  if (!graceful) process.exit(0);
  server.close(() => process.exit(0));
  server.closeIdleConnections();
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);

await sleep(startDelayMs);
server.listen(port, () => process.stdout.write(`${hostname()} listens on ${port}\n`));
