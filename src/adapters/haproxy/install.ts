import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import type { HaproxyCommandLine } from './command-line.ts';
import type { SafeNames } from './names.ts';

/** The longest a validation may take; names in the user's own configuration may have to be resolved. Milliseconds. */
const VALIDATE_MS = 30_000;

const EXIT = { noDirectory: 40, notLoaded: 41, refused: 42, notRenamed: 43 } as const;

/** Validates the candidate as part of the whole configuration, then puts it in place; else removes it. */
const SCRIPT = `
executable=$1 start=$2 dir=$3 target=$4 candidate=$5
shift 5
fail() { code=$1; rm -f "$candidate"; exit "$code"; }
[ -z "$start" ] || cd "$start" || fail ${EXIT.noDirectory}
home=$(cd "$dir" && pwd -P) || fail ${EXIT.noDirectory}
loaded=no left=$#
while [ "$left" -gt 0 ]; do
  config=$1 here= left=$((left - 1))
  shift
  if [ -d "$config" ]; then
    here=$(cd "$config" && pwd -P)
    for file in "\${config%/}"/*.cfg; do
      [ -f "$file" ] || continue
      [ "$here" = "$home" ] && [ "\${file##*/}" = "\${target##*/}" ] && continue
      set -- "$@" -f "$file"
    done
  elif [ "$config" != "$target" ]; then
    set -- "$@" -f "$config"
  fi
  if [ "$config" = "$target" ] || { [ -n "$here" ] && [ "$here" = "$home" ]; }; then
    loaded=yes
    set -- "$@" -f "$candidate"
  fi
done
[ "$loaded" = yes ] || fail ${EXIT.notLoaded}
"$executable" -c "$@" 2>&1 || fail ${EXIT.refused}
mv -f "$candidate" "$target" 2>&1 || fail ${EXIT.notRenamed}
`;

/**
 * Puts a new file of a service in place, once HAProxy itself has found the whole configuration valid with it.
 * Otherwise nothing changes. Throws `E_BALANCER_INVALID`, `E_BALANCER_WRITE`, `E_BALANCER_UNSUPPORTED`.
 */
export async function installFile(
  host: ContainerHost,
  container: BalancerContainer,
  line: HaproxyCommandLine,
  names: SafeNames,
  content: string,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(VALIDATE_MS)]);
  await host.writeFile(container.id, names.candidate, content, limit);
  const argv = ['sh', '-c', SCRIPT, 'autoscaler', line.executable, line.workingDirectory ?? ''];
  const paths = [names.directory, names.file, names.candidate, ...line.configs];
  const { exitCode, output } = await host.exec(container.id, [...argv, ...paths], {
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
    `${names.file} could not be put in place in ${container.name}: ${why}`,
    {
      fix: `Check that ${names.directory} is a writable volume in the balancer’s container, and that it has sh and haproxy.`,
    },
  );
}

/** What HAProxy says after the first complaint, without naming anything. */
const HOLLOW = /Error\(s\) found in configuration file|Fatal errors found in configuration/;

/** HAProxy's own lines about what is wrong, with the name that the candidate was to get. */
export function complaints(output: string, names: Pick<SafeNames, 'candidate' | 'file'>): string {
  const lines = output
    .replaceAll(names.candidate, names.file)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !HOLLOW.test(line));
  const alerts = lines.filter((line) => line.startsWith('[ALERT]'));
  return (alerts.length > 0 ? alerts : lines)
    .slice(0, 6)
    .map((line) => line.replace(/^\[[A-Z]+\]\s+(\(\d+\)|[\d/]+)\s*:\s*(config : )?/, ''))
    .join('; ');
}
