import { createDocker } from '../../../src/adapters/docker/index.ts';

/** Says under which paths it reaches paths of a container, as JSON. Runs beside that container. */
const [id, ...paths] = process.argv.slice(2);
if (id === undefined) throw new Error('usage: path-process CONTAINER PATHS…');
const { containers } = createDocker({});
const reached = paths.map((path) => containers.reachablePath(id, path, AbortSignal.timeout(10_000)));
process.stdout.write(`${JSON.stringify((await Promise.all(reached)).map((path) => path ?? null))}\n`);
