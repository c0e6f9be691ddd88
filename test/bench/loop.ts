import { type Bench, type BenchAim, type BenchOptions, type BenchReport, median, rounded } from './bench.ts';
import { buildController } from './loop/build.ts';
import { DOCKER_CPU_EVERY, REPLICAS } from './loop/fleet.ts';
import { type Measured, measure } from './loop/measure.ts';

const SIZES = [1, 10, 100, 1000] as const;
const INTERVAL_MS = 2_000;
/** Ticks that are counted, and those before them that are not. */
const TICKS = { full: { warmUp: 10, counted: 30 }, quick: { warmUp: 3, counted: 8 } };

/** One tick of the controller for 1 to 1000 services: how long, how much memory, how much CPU. */
export const loop: Bench = {
  summary: 'one tick for 1, 10, 100 and 1000 services of ten replicas; memory; CPU at a 2 s interval',
  run: async (options) => {
    options.say('compiling the controller, as its image has it…');
    const built = await buildController();
    try {
      return report(await measureAll(built.directory, options));
    } finally {
      await built.remove();
    }
  },
};

async function measureAll(program: string, { quick, say }: BenchOptions): Promise<readonly Row[]> {
  const ticks = quick ? TICKS.quick : TICKS.full;
  const rows: Row[] = [];
  for (const services of SIZES) {
    say(`${services} services: ${ticks.warmUp + ticks.counted} ticks, one every ${INTERVAL_MS / 1000} s`);
    rows.push(rowOf(await measure({ program, services, intervalMs: INTERVAL_MS, ...ticks })));
  }
  return rows;
}

type Row = ReturnType<typeof rowOf>;

function rowOf({ services, ticks, end }: Measured) {
  const times = ticks.map(({ ms }) => ms);
  const middle = median(times);
  const [first = end] = ticks;
  const cpuShare = (end.cpuSeconds - first.cpuSeconds) / ((end.at - first.at) / 1000);
  return {
    services,
    containers: services * REPLICAS,
    ticks: ticks.length,
    'median ms': rounded(middle),
    'p95 ms': rounded(percentile(times, 95)),
    'ms per service': rounded(middle / services, 3),
    'CPU ms': rounded(median(ticks.map(({ cpuMs }) => cpuMs))),
    'RSS MB': rounded(Math.max(...ticks.map(({ rssBytes }) => rssBytes)) / 1e6, 1),
    'heap MB': rounded(median(ticks.map(({ heapBytes }) => heapBytes)) / 1e6, 1),
    'CPU %': rounded(100 * cpuShare),
  };
}

function report(rows: readonly Row[]): BenchReport {
  const of = (services: (typeof SIZES)[number]) => {
    const row = rows.find((each) => each.services === services);
    if (row === undefined) throw new Error(`${services} services were not measured`);
    return row;
  };
  const growth = rounded(of(1000)['ms per service'] / of(100)['ms per service']);
  const atMost = (aim: string, measured: number, limit: number): BenchAim => ({
    aim,
    measured,
    met: measured <= limit,
  });
  return {
    name: 'loop',
    what: `One tick of the shipped program every ${INTERVAL_MS / 1000} s for services of ${REPLICAS} replicas behind one HAProxy, a policy file each: requests by HAProxy, latency by Prometheus, every ${DOCKER_CPU_EVERY}th also docker.cpu. Docker, HAProxy and Prometheus are stubs in another process, their work is not counted but waited for. Every decision is to hold. RSS is the highest of the counted ticks, CPU is of one core and has the reading of exported metrics between ticks in it.`,
    rows,
    aims: [
      atMost('1000 services in at most 250 ms, median', of(1000)['median ms'], 250),
      atMost('linear: a service at 1000 costs at most 1.2 × one at 100', growth, 1.2),
      atMost('at most 90 MB of RSS at ten services', of(10)['RSS MB'], 90),
    ],
  };
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.ceil((sorted.length * percent) / 100) - 1];
  if (value === undefined) throw new Error('the percentile of nothing');
  return value;
}
