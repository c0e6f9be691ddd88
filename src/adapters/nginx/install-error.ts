import { posix } from 'node:path';
import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { Change } from './change.ts';
import { generationLine } from './generated-file.ts';
import { EXIT } from './install-script.ts';

/** Why the files were not put in place; `output` is what the functions printed. */
export function installError(exitCode: number, output: string, change: Change): AutoscalerError {
  const { container } = change;
  if (isStoppedContainer(exitCode, output)) return stoppedError(container, 'its files were validated');
  if (exitCode === EXIT.refused) return refusedError(output, change);
  if (exitCode === EXIT.notLoaded) return notLoadedError(output, change);
  const said = output.trim().slice(0, 500);
  const owners = change.owners.join(', ');
  return new AutoscalerError(
    'E_BALANCER_WRITE',
    `The files of ${owners} could not be put in place in ${container.name}: ${said || `exit code ${exitCode}`}`,
    {
      fix: `Check that ${directoryOf(change)} is a writable volume in the balancer’s container, mounted as a directory.`,
    },
  );
}

function refusedError(output: string, { owners }: Change): AutoscalerError {
  const said = complaints(output);
  const place = / in (\/\S+:\d+)/.exec(said)?.[1];
  return new AutoscalerError(
    'E_BALANCER_INVALID',
    `nginx refuses the configuration with ${owners.join(', ')}: ${said}`,
    {
      fix: 'Correct what nginx names; nothing was changed. The upstream must not be defined elsewhere.',
      ...(place === undefined ? {} : { at: place }),
    },
  );
}

function notLoadedError(output: string, change: Change): AutoscalerError {
  const { container, owners, required } = change;
  const missing = required.find(({ generation }) => output.includes(generationLine(generation)))?.place.file;
  if (missing?.endsWith('.location')) {
    return new AutoscalerError(
      'E_BALANCER_UNSUPPORTED',
      `No location of the balancer ${container.name} includes ${missing}: what ${owners.join(', ')} asks of its balancer would have no effect`,
      {
        fix: `Write "include ${missing}*;" in place of "proxy_pass" into the service’s location, or give "balancer.listen".`,
        at: 'balancer',
      },
    );
  }
  const directory = directoryOf(change);
  return new AutoscalerError(
    'E_BALANCER_UNSUPPORTED',
    `The balancer ${container.name} does not load ${directory}: its configuration does not include it`,
    {
      fix: `Add "include ${directory}/*.conf;" to the http block of its nginx.conf, and reload it.`,
      at: 'balancer.configDir',
    },
  );
}

function directoryOf({ files }: Change): string {
  return posix.dirname(files[0]?.place.file ?? '');
}

/** nginx's own lines about what is wrong. */
export function complaints(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const own = lines.filter((line) => /^nginx: \[(emerg|alert|crit|error)\] /.test(line));
  return (own.length > 0 ? own : lines)
    .slice(0, 6)
    .map((line) => line.replace(/^nginx: \[[a-z]+\] /, ''))
    .join('; ');
}
