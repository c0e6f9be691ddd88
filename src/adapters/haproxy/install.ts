import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import type { HaproxyCommandLine } from './command-line.ts';
import { EXIT, INSTALL_SCRIPT } from './install-script.ts';
import type { FileName, SafeNames } from './names.ts';

/** The longest a validation may take; names in the user's own configuration may have to be resolved. Milliseconds. */
const VALIDATE_MS = 30_000;

/** A generated file that is put in place, or without content taken away. */
export interface FileChange {
  readonly file: FileName;
  readonly content: string | undefined;
}

/**
 * Makes the changes, once HAProxy itself has found the whole configuration valid with all of them. Otherwise nothing
 * changes. Throws `E_BALANCER_INVALID`, `E_BALANCER_WRITE`, `E_BALANCER_UNSUPPORTED`.
 */
export async function installFiles(
  host: ContainerHost,
  container: BalancerContainer,
  line: HaproxyCommandLine,
  names: SafeNames,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(VALIDATE_MS)]);
  for (const { file, content } of changes)
    if (content !== undefined) await host.writeFile(container.id, file.candidate, content, limit);
  const words = changes.map(({ file, content }) => `${content === undefined ? '-' : '+'}${file.base}`);
  const { executable, workingDirectory = '', configs } = line;
  const argv = ['sh', '-c', INSTALL_SCRIPT, 'autoscaler', executable, workingDirectory, names.directory];
  const { exitCode, output } = await host.exec(container.id, [...argv, words.join(' '), ...configs], {
    user: '0',
    signal: limit,
  });
  if (exitCode !== 0) throw installError(exitCode, output, container, names);
}

function installError(
  exitCode: number,
  output: string,
  container: BalancerContainer,
  names: SafeNames,
): AutoscalerError {
  const said = complaints(output, names);
  if (exitCode === EXIT.refused) {
    const place = /\[([^\s[\]]+:\d+)\]/.exec(said)?.[1];
    return new AutoscalerError(
      'E_BALANCER_INVALID',
      `HAProxy refuses the configuration with ${names.owner}: ${said}`,
      {
        fix: `Correct what HAProxy names; nothing was changed. The backend "${names.backend}" must not be defined elsewhere.`,
        ...(place === undefined ? {} : { at: place }),
      },
    );
  }
  if (exitCode === EXIT.notLoaded) {
    return new AutoscalerError(
      'E_BALANCER_UNSUPPORTED',
      `The balancer ${container.name} does not load ${names.directory}: no -f argument of its command names it`,
      {
        fix: `Add "-f", "${names.directory}/" to the command of the balancer’s Compose service.`,
        at: 'balancer.configDir',
      },
    );
  }
  if (isStoppedContainer(exitCode, output)) return stoppedError(container, 'its file was validated');
  const why = said === '' ? `exit code ${exitCode}` : said;
  return new AutoscalerError(
    'E_BALANCER_WRITE',
    `${names.file.path} could not be put in place in ${container.name}: ${why}`,
    {
      fix: `Check that ${names.directory} is a writable volume in the balancer’s container, and that it has sh and haproxy.`,
    },
  );
}

/** What HAProxy says after the first complaint, without naming anything. */
const HOLLOW = /Error\(s\) found in configuration file|Fatal errors found in configuration/;

/** HAProxy's own lines about what is wrong, with the name that the candidate was to get. */
export function complaints(output: string, names: Pick<SafeNames, 'file' | 'frontends'>): string {
  const lines = output
    .replaceAll(names.file.candidate, names.file.path)
    .replaceAll(names.frontends.candidate, names.frontends.path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !HOLLOW.test(line));
  const alerts = lines.filter((line) => line.startsWith('[ALERT]'));
  return (alerts.length > 0 ? alerts : lines)
    .slice(0, 6)
    .map((line) => line.replace(/^\[[A-Z]+\]\s+(\(\d+\)|[\d/]+)\s*:\s*(config : )?/, ''))
    .join('; ');
}
