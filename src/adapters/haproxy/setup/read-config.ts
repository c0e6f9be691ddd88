import { posix } from 'node:path';
import { AutoscalerError } from '../../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../../core/ports.ts';
import type { HaproxyCommandLine } from '../command-line.ts';
import type { ConfigFile } from './sections.ts';

/** `$1` is the program, `$2` where relative paths start; then `-f` arguments. Each line of a file has its number in front. */
const SCRIPT = `
executable=$1 start=$2 number=0
shift 2
[ -z "$start" ] || cd "$start" || exit 1
echo "version $("$executable" -v 2>&1 | head -n 1)"
show() {
  number=$((number + 1))
  echo "file $number $1"
  sed "s/^/$number:/" "$1"
  echo
}
for config; do
  if [ -d "$config" ]; then
    for file in "\${config%/}"/*.cfg; do [ -f "$file" ] && show "$file"; done
  else show "$config"
  fi
done
exit 0
`;

/** What a HAProxy was started with. */
export interface ReadConfig {
  /** Such as `2.6.12`. */
  readonly version: string;
  readonly files: readonly ConfigFile[];
}

/** Reads every file that the command line names, in the container. Throws `E_BALANCER_UNSUPPORTED`. */
export async function readConfig(
  host: ContainerHost,
  container: BalancerContainer,
  line: HaproxyCommandLine,
  signal: AbortSignal,
): Promise<ReadConfig> {
  const { executable, workingDirectory = '', configs } = line;
  const argv = ['sh', '-c', SCRIPT, 'autoscaler', executable, workingDirectory, ...configs];
  const { exitCode, output } = await host.exec(container.id, argv, { user: '0', signal });
  const version = /^version .*?(\d+\.\d+[\w.-]*)/m.exec(output)?.[1];
  if (exitCode !== 0 || version === undefined)
    throw new AutoscalerError(
      'E_BALANCER_UNSUPPORTED',
      `The configuration of ${container.name} cannot be read: exit code ${exitCode}, ${output.slice(0, 300).trim()}`,
      { fix: 'Use an image of HAProxy that has sh and sed, such as the official ones.' },
    );
  return { version, files: filesIn(output, workingDirectory) };
}

function filesIn(output: string, workingDirectory: string): readonly ConfigFile[] {
  const lines = output.split('\n');
  return lines.flatMap((line) => {
    const [, number, path] = /^file (\d+) (.+)$/.exec(line) ?? [];
    if (number === undefined || path === undefined) return [];
    const prefix = `${number}:`;
    const own = lines.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
    return [{ path: posix.resolve('/', workingDirectory, path), text: own.join('\n') }];
  });
}
