import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer } from '../../core/ports.ts';
import { EXIT } from './install-script.ts';
import type { NewFile } from './new-file.ts';

/** Why the files were not put in place; `output` is what the functions printed. */
export function installError(
  exitCode: number,
  output: string,
  container: BalancerContainer,
  files: readonly NewFile[],
): AutoscalerError {
  const owners = files.map(({ names }) => names.owner).join(', ');
  const directory = files[0]?.names.directory ?? '';
  if (isStoppedContainer(exitCode, output)) return stoppedError(container, 'its files were validated');
  if (exitCode === EXIT.refused) {
    const said = complaints(output);
    const place = / in (\/\S+:\d+)/.exec(said)?.[1];
    return new AutoscalerError(
      'E_BALANCER_INVALID',
      `nginx refuses the configuration with ${owners}: ${said}`,
      {
        fix: 'Correct what nginx names; nothing was changed. The upstream must not be defined elsewhere.',
        ...(place === undefined ? {} : { at: place }),
      },
    );
  }
  if (exitCode === EXIT.notLoaded) {
    return new AutoscalerError(
      'E_BALANCER_UNSUPPORTED',
      `The balancer ${container.name} does not load ${directory}: its configuration does not include it`,
      {
        fix: `Add "include ${directory}/*.conf;" to the http block of its nginx.conf, and reload it.`,
        at: 'balancer.configDir',
      },
    );
  }
  const said = output.trim().slice(0, 500);
  return new AutoscalerError(
    'E_BALANCER_WRITE',
    `The files of ${owners} could not be put in place in ${container.name}: ${said || `exit code ${exitCode}`}`,
    {
      fix: `Check that ${directory} is a writable volume in the balancer’s container, mounted as a directory.`,
    },
  );
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
