import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureEngine } from './engine/engine.ts';
import { childEnv } from './engine/env.ts';
import { ensureImages } from './engine/images.ts';
import { until } from './wait.ts';

const IMAGE = 'prom/prometheus:v3.5.0';
const START =
  'promtool tsdb create-blocks-from --max-block-duration=256h openmetrics /history/load.om /prometheus && exec prometheus --config.file=/history/prometheus.yml --storage.tsdb.path=/prometheus --storage.tsdb.retention.time=1y';

/** A number that was recorded: its time in epoch seconds. */
export interface Recorded {
  readonly series: string;
  readonly at: number;
  readonly value: number;
}

/** A real Prometheus whose past is these numbers, of gauges, each series in the order of time; call `down` in the end. */
export async function startRecordedPrometheus(numbers: readonly Recorded[]) {
  const engine = await ensureEngine();
  await ensureImages(engine, [IMAGE]);
  const name = `capm-past-${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const env = childEnv(engine, process.env);
  const docker = async (...args: readonly string[]) => (await execa('docker', args, { env })).stdout;
  const names = [...new Set(numbers.map(({ series }) => series.replace(/\{.*/, '')))];
  const lines = names.flatMap((metric) => [
    `# TYPE ${metric} gauge`,
    ...numbers
      .filter(({ series }) => series.replace(/\{.*/, '') === metric)
      .map(({ series, at, value }) => `${series} ${value} ${at}`),
  ]);
  await writeFile(join(folder, 'load.om'), `${lines.join('\n')}\n# EOF\n`);
  await writeFile(join(folder, 'prometheus.yml'), 'scrape_configs: []\n');
  await execa('chmod', ['-R', 'a+rX', folder]);
  const down = async () => {
    await docker('rm', '-f', '-v', name);
    await rm(folder, { recursive: true });
  };
  try {
    const volume = `${folder}:/history:ro`;
    await docker(
      ...['run', '-d', '--name', name, '-p', '127.0.0.1::9090', '-v', volume],
      ...['--entrypoint', 'sh', IMAGE, '-c', START],
    );
    const url = `http://${(await docker('port', name, '9090/tcp')).split('\n')[0]}`;
    await until(() => isReady(url), `Prometheus with a past at ${url}`, 60_000);
    return { url, down };
  } catch (error) {
    await down();
    throw error;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`)).ok;
  } catch {
    return false;
  }
}
