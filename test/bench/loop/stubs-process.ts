import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadedBackends } from './backends.ts';
import { startDockerStub } from './docker-stub.ts';
import { fleetOf } from './fleet.ts';
import { startHaproxyStub } from './haproxy-stub.ts';
import { startPrometheusStub } from './prometheus-stub.ts';

/** Where the stubs listen. */
export interface StubsReady {
  readonly dockerHost: string;
  readonly prometheusUrl: string;
}

const [directory = '.', services = '1'] = process.argv.slice(2);
const fleet = fleetOf(Number(services));
const backends = loadedBackends(fleet);
const socketDirectory = join(directory, 'haproxy');
const socket = join(directory, 'docker.sock');
await mkdir(socketDirectory);
await startHaproxyStub(socketDirectory, backends);
await startDockerStub({
  fleet,
  socket,
  socketDirectory,
  files: new Map(backends.map(({ path, content }) => [path, content])),
});
const ready: StubsReady = { dockerHost: `unix://${socket}`, prometheusUrl: await startPrometheusStub() };
process.send?.(ready);
process.once('disconnect', () => process.exit(0));
