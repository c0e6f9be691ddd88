import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import { patternsOf } from './connections.ts';
import type { NginxProcesses } from './processes.ts';
import { LIST_PROCESSES, parseProcesses } from './processes.ts';

const PROBE_MS = 10_000;

/** Files, each line behind a space; then processes; then open connections, for the patterns given. */
const SCRIPT = `
files=$1
shift
for file in $files; do
  [ -f "$file" ] || continue
  echo "file $file"
  sed 's/^/ /' "$file"
  echo
done
echo processes
${LIST_PROCESSES}
echo connections
[ $# -eq 0 ] || cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -F "$@"
exit 0
`;

/** What is to be looked at. */
export interface ProbeRequest {
  /** Paths, or patterns of paths. Nothing in them may mean more than that to a shell. */
  readonly files?: readonly string[];
  /** Servers whose open connections are wanted. */
  readonly servers?: readonly ServerAddress[];
}

/** Lines of files, by path. */
export type FilesOnDisk = ReadonlyMap<string, readonly string[]>;

/** What was found in the container at one moment. */
export interface Probe {
  readonly processes: NginxProcesses;
  /** The lines of each file that there is, by its path. */
  readonly files: FilesOnDisk;
  /** Lines of the kernel's connection tables. */
  readonly connections: readonly string[];
}

/** Looks into the container once. Throws `E_BALANCER_MISSING` when no nginx runs in it, `E_BALANCER_UNSUPPORTED`. */
export async function probe(
  host: ContainerHost,
  container: BalancerContainer,
  { files = [], servers = [] }: ProbeRequest,
  signal: AbortSignal,
): Promise<Probe> {
  const patterns = servers.flatMap(patternsOf).flatMap((pattern) => ['-e', pattern]);
  const argv = ['sh', '-c', SCRIPT, 'autoscaler', files.join(' '), ...patterns];
  const { exitCode, output } = await host.exec(container.id, argv, {
    user: '0',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
  });
  if (isStoppedContainer(exitCode, output)) throw stoppedError(container, 'it was looked at');
  if (exitCode !== 0) {
    throw new AutoscalerError(
      'E_BALANCER_UNSUPPORTED',
      `The balancer ${container.name} cannot be looked into: exit code ${exitCode}, ${output.slice(0, 300).trim()}`,
      { fix: 'Use an image of nginx that has sh, cat, sed and grep, such as the official ones.' },
    );
  }
  return parseProbe(output, container);
}

/** Reads what the script printed. */
export function parseProbe(output: string, { name }: BalancerContainer): Probe {
  const [before = '', rest = ''] = splitAt(output, 'processes');
  const [listing = '', connections = ''] = splitAt(rest, 'connections');
  const [processes, ...others] = parseProcesses(listing);
  if (processes === undefined) {
    throw new AutoscalerError(
      'E_BALANCER_MISSING',
      `No master process of nginx runs in the balancer ${name}`,
      {
        fix: 'Look at its log. balancer.service must name the service that runs nginx, with "master_process" on.',
      },
    );
  }
  if (others.length > 0) {
    throw new AutoscalerError('E_BALANCER_UNSUPPORTED', `Several nginx run where the balancer ${name} runs`, {
      fix: 'Give it a process namespace of its own: no "pid: host", and one nginx a container.',
    });
  }
  return {
    processes,
    files: filesIn(before),
    connections: connections.split('\n').filter((line) => line !== ''),
  };
}

/** Splits at the first line that is `marker` alone. */
function splitAt(text: string, marker: string): readonly string[] {
  const at = `\n${text}`.indexOf(`\n${marker}\n`);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + marker.length + 1)];
}

function filesIn(text: string): FilesOnDisk {
  const files = `\n${text}`.split('\nfile ').slice(1);
  return new Map(
    files.map((file) => {
      const [path = '', ...lines] = file.split('\n');
      return [path, lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1))];
    }),
  );
}
