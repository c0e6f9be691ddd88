import { posix } from 'node:path';
import { AutoscalerError } from '../../core/errors.ts';

/** What matters of the command that started HAProxy. */
export interface HaproxyCommandLine {
  readonly executable: string;
  /** `-f` arguments in order: files and directories. */
  readonly configs: readonly string[];
  /** `-C`: where relative paths start. */
  readonly workingDirectory?: string;
  /** The path of the master's command line (`-S`), when it has one on a path. */
  readonly masterSocket?: string;
}

/** Options whose value could be taken for the program. */
const TAKES_VALUE = new Set(['-f', '-C', '-S', '-p', '-x', '-L']);

/** Finds HAProxy's arguments in a container's entrypoint and command. Throws `E_BALANCER_UNSUPPORTED` without `-f`. */
export function parseCommandLine(argv: readonly string[], container: string): HaproxyCommandLine {
  const at = argv.findIndex(
    (argument, index) => posix.basename(argument) === 'haproxy' && !TAKES_VALUE.has(argv[index - 1] ?? ''),
  );
  const rest = argv.slice(at + 1);
  const configs = [...valuesOf(rest, '-f'), ...afterDashes(rest)];
  if (configs.length === 0) {
    throw new AutoscalerError(
      'E_BALANCER_UNSUPPORTED',
      `The balancer ${container} was not started with haproxy -f …: ${JSON.stringify(argv)}`,
      {
        fix: 'Give its Compose service a command such as ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg", "-f", "/usr/local/etc/haproxy/auto/"].',
        at: 'command',
      },
    );
  }
  const workingDirectory = valuesOf(rest, '-C').at(-1);
  const masterSocket = masterPath(valuesOf(rest, '-S').at(-1));
  return {
    executable: argv[at] ?? 'haproxy',
    configs,
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    ...(masterSocket === undefined ? {} : { masterSocket }),
  };
}

function valuesOf(argv: readonly string[], flag: string): readonly string[] {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  return flags.flatMap((argument, index) => {
    const value = flags[index + 1];
    return argument === flag && value !== undefined ? [value] : [];
  });
}

function afterDashes(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? [] : argv.slice(end + 1);
}

/** The path in `-S /path,mode,666`; undefined when it listens on something else. */
function masterPath(bind: string | undefined): string | undefined {
  const address = bind?.split(',')[0]?.replace(/^unix@/, '');
  return address?.startsWith('/') ? address : undefined;
}
