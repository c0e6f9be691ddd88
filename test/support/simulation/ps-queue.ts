import { exponential, type Random } from '../../../src/simulation/random.ts';

/** One replica in a discrete-event model, and the requests it holds by the attained service at which they end. */
interface Server {
  attained: number;
  at: number;
  readonly jobs: { readonly endsAt: number; readonly arrivedAt: number }[];
}

/** What the model is fed: rates per second of all arrivals and of one server. */
export interface PsQueue {
  readonly arrivalRate: number;
  readonly serviceRate: number;
  readonly servers: number;
  readonly requests: number;
  readonly balancing: 'random' | 'least-connections';
}

/** The response times of Poisson arrivals spread over servers under processor sharing, event by event. */
export function psResponseTimes(queue: PsQueue, random: Random): Float64Array {
  const servers = Array.from({ length: queue.servers }, (): Server => ({ attained: 0, at: 0, jobs: [] }));
  const times: number[] = [];
  let now = 0;
  for (let request = 0; request < queue.requests; request++) {
    now += exponential(1 / queue.arrivalRate, random);
    for (const each of servers) advance(each, now, times);
    const fewest = Math.min(...servers.map(({ jobs }) => jobs.length));
    const open =
      queue.balancing === 'random' ? servers : servers.filter(({ jobs }) => jobs.length === fewest);
    const server = open[Math.floor(random() * open.length)];
    if (server === undefined) continue;
    const job = { endsAt: server.attained + exponential(1 / queue.serviceRate, random), arrivedAt: now };
    const place = server.jobs.findIndex((other) => other.endsAt > job.endsAt);
    server.jobs.splice(place === -1 ? server.jobs.length : place, 0, job);
  }
  for (const server of servers) advance(server, Number.POSITIVE_INFINITY, times);
  return Float64Array.from(times);
}

/** Lets the server work until `now`, each request getting an even share. */
function advance(server: Server, now: number, times: number[]): void {
  for (let job = server.jobs[0]; job !== undefined; job = server.jobs[0]) {
    const end = server.at + (job.endsAt - server.attained) * server.jobs.length;
    if (end > now) break;
    server.attained = job.endsAt;
    server.at = end;
    server.jobs.shift();
    times.push(end - job.arrivedAt);
  }
  if (server.jobs.length > 0) server.attained += (now - server.at) / server.jobs.length;
  server.at = now;
}
