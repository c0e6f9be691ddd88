import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { ensureEngine } from './engine/engine.ts';
import { childEnv } from './engine/env.ts';
import { ensureImages } from './engine/images.ts';

/** A real Prometheus that scrapes itself and an exporter. */
export interface PrometheusStack {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly down: () => Promise<void>;
}

/** Serves `fresh_metric`, `many_metric` (three series) and `old_metric`, whose samples are two minutes old. */
const EXPORTER = `require('node:http').createServer((_, answer) => {
  answer.setHeader('content-type', 'text/plain; version=0.0.4');
  answer.end([
    'fresh_metric{service="web"} 5',
    'many_metric{n="1"} 1', 'many_metric{n="2"} 2', 'many_metric{n="3"} 3',
    'old_metric 7 ' + (Date.now() - 120000), '',
  ].join('\\n'));
}).listen(9100)`;

const CONFIG = `
global:
  scrape_interval: 1s
  scrape_protocols: [PrometheusProto, OpenMetricsText1.0.0, PrometheusText0.0.4]
scrape_configs:
  - { job_name: exporter, static_configs: [{ targets: ['exporter:9100'] }] }
  - { job_name: prometheus, static_configs: [{ targets: ['localhost:9090'] }] }
`;

async function isScraped(url: string): Promise<boolean> {
  const query =
    'count(old_metric) + count(fresh_metric) + sum(up == 1) + histogram_count(sum(prometheus_http_request_duration_seconds))';
  try {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
    return (await answer.text()).includes('"value"');
  } catch {
    return false;
  }
}

/** Starts it and waits for the first scrapes; call `down` in the end. */
export async function startPrometheus(): Promise<PrometheusStack> {
  const engine = await ensureEngine();
  await ensureImages(engine, ['prom/prometheus:v3.5.0', 'node:24-trixie-slim']);
  const project = `capm-${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), `${project}-`));
  const file = join(folder, 'compose.json');
  await writeFile(join(folder, 'prometheus.yml'), CONFIG, { mode: 0o644 });
  const services = {
    exporter: { image: 'node:24-trixie-slim', entrypoint: ['node', '-e', EXPORTER] },
    prometheus: {
      image: 'prom/prometheus:v3.5.0',
      command: [
        '--config.file=/prometheus.yml',
        '--storage.tsdb.path=/prometheus',
        '--enable-feature=native-histograms',
      ],
      volumes: [`${join(folder, 'prometheus.yml')}:/prometheus.yml:ro`],
      ports: ['127.0.0.1::9090'],
    },
  };
  await writeFile(file, JSON.stringify({ services }));
  const env = childEnv(engine, process.env);
  const compose = async (...args: readonly string[]) =>
    (await execa('docker', ['compose', '-f', file, '-p', project, ...args], { env })).stdout;
  const down = async () => {
    await compose('down', '--volumes', '--timeout', '0');
    await rm(folder, { recursive: true });
  };
  try {
    await compose('up', '-d', '--quiet-pull');
    const url = `http://${await compose('port', 'prometheus', '9090')}`;
    const deadline = Date.now() + 60_000;
    while (!(await isScraped(url))) {
      if (Date.now() > deadline)
        throw new Error(`Prometheus scraped nothing: ${await compose('logs', '--tail', '20')}`);
      await pause(50);
    }
    return { url, down };
  } catch (error) {
    await down();
    throw error;
  }
}
