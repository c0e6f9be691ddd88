import { createDocker } from '../../../src/adapters/docker/index.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';

/** Lists the services of the engine at the given address and says as JSON how that failed. */
const [host] = process.argv.slice(2);
if (host === undefined) throw new Error('usage: door-process HOST');
try {
  await createDocker({ host }).target.list(AbortSignal.timeout(10_000));
} catch (error) {
  if (!(error instanceof AutoscalerError)) throw error;
  const { code, message, fix } = error;
  process.stdout.write(JSON.stringify({ code, message, fix }));
}
