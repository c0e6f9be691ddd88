import { isStoppedContainer, stoppedError } from '../../core/balancer-absence.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer, ContainerHost } from '../../core/ports.ts';
import type { ServerAddress } from '../../core/server-address.ts';
import { patternsOf } from './connections.ts';
import type { NginxProcesses } from './processes.ts';
import { LIST_PROCESSES, parseProcesses } from './processes.ts';

const PROBE_MS = 10_000;

/** Files by number, each line behind `<number>:`; then processes; then open connections, for the patterns given. */
const SCRIPT = `
files=$1 number=0
shift
while [ "$number" -lt "$files" ]; do
  if [ -f "$1" ]; then
    echo "file $number"
    sed "s/^/$number:/" "$1"
    echo
  fi
  number=$((number + 1))
  shift
done
echo processes
${LIST_PROCESSES}
echo connections
[ $# -eq 0 ] || cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -F "$@"
exit 0
`;

/** What is to be looked at. */
export interface ProbeRequest {
  readonly files?: readonly string[];
  /** Servers whose open connections are wanted. */
  readonly servers?: readonly ServerAddress[];
}

/** What was found in the container at one moment. */
export interface Probe {
  readonly processes: NginxProcesses;
  /** The lines of each file, in the order asked for; undefined where there is none. */
  readonly files: readonly (readonly string[] | undefined)[];
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
  const argv = ['sh', '-c', SCRIPT, 'autoscaler', String(files.length), ...files, ...patterns];
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
  return parseProbe(output, files.length, container);
}

/** Reads what the script printed. */
export function parseProbe(output: string, files: number, { name }: BalancerContainer): Probe {
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
    files: Array.from({ length: files }, (_, number) => fileIn(before, number)),
    connections: connections.split('\n').filter((line) => line !== ''),
  };
}

/** Splits at the first line that is `marker` alone. */
function splitAt(text: string, marker: string): readonly string[] {
  const at = `\n${text}`.indexOf(`\n${marker}\n`);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + marker.length + 1)];
}

function fileIn(text: string, number: number): readonly string[] | undefined {
  const lines = text.split('\n');
  if (!lines.includes(`file ${number}`)) return undefined;
  const prefix = `${number}:`;
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
}
