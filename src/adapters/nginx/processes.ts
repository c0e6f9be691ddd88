/** A process of nginx. */
export interface NginxProcess {
  readonly pid: number;
  /** Tells it from another process that once had its pid. */
  readonly id: string;
  readonly parent: number;
  readonly uid: number;
  readonly title: string;
  /** Whether a HUP waits for it, or is being acted on. nginx's master blocks HUP except while it does nothing. */
  readonly busy: boolean;
}

/** The processes of one nginx. */
export interface NginxProcesses {
  readonly master: NginxProcess;
  /** Forked, but not at work yet. */
  readonly starting: readonly NginxProcess[];
  /** Workers that accept connections. */
  readonly serving: readonly NginxProcess[];
  /** Workers of an earlier configuration that finish what they have. */
  readonly leaving: readonly NginxProcess[];
}

const MASTER = 'nginx: master process ';
const WORKER = 'nginx: worker process';
const LEAVING = 'nginx: worker process is shutting down';

/** A shell fragment that lists nginx's processes for `parseProcesses`; needs no `ps`, which slim images lack. */
export const LIST_PROCESSES = `
for dir in /proc/[0-9]*; do
  title=
  { IFS= read -r title <"$dir/cmdline"; } 2>/dev/null
  case $title in
    '${MASTER}'* | '${WORKER}'*)
      echo "process $title"
      cat "$dir/stat" "$dir/status" 2>/dev/null
      ;;
  esac
done
`;

/** Reads the listing: the processes of every nginx in it, one element for each master. */
export function parseProcesses(listing: string): readonly NginxProcesses[] {
  const all = listing
    .split(/^process /m)
    .slice(1)
    .flatMap(processIn);
  const titled = all.filter(({ title }) => title.startsWith(MASTER));
  const isMaster = (pid: number) => titled.some((process) => process.pid === pid);
  const masters = titled.filter(({ parent }) => !isMaster(parent));
  return masters.map((master) => {
    const own = all.filter(({ parent }) => parent === master.pid);
    return {
      master,
      // A worker has its master's title until it is ready.
      starting: own.filter(({ title }) => title.startsWith(MASTER)),
      serving: own.filter(({ title }) => title === WORKER),
      leaving: own.filter(({ title }) => title === LEAVING),
    };
  });
}

/** None when the process ended while it was read. */
function processIn(text: string): readonly NginxProcess[] {
  const [title = '', stat = '', ...status] = text.split('\n');
  const pid = /^\d+/.exec(stat)?.[0];
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const parent = Number(fields[1]);
  const started = fields[19];
  const uid = /^\d+/.exec(fieldOf(status, 'Uid') ?? '')?.[0];
  if (pid === undefined || started === undefined || uid === undefined) return [];
  const busy = ['SigBlk', 'SigPnd', 'ShdPnd'].some((mask) => hasHangUp(fieldOf(status, mask)));
  return [{ pid: Number(pid), id: `${pid}@${started}`, parent, uid: Number(uid), title: title.trim(), busy }];
}

function fieldOf(status: readonly string[], name: string): string | undefined {
  return status
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim();
}

/** HUP is signal 1, the lowest bit of a mask in hexadecimal. */
function hasHangUp(mask: string | undefined): boolean {
  return mask !== undefined && (Number.parseInt(mask.slice(-1), 16) & 1) === 1;
}

/** The program and arguments a master was started with, from its title, where they stand joined by spaces. */
export function commandOf(master: NginxProcess): readonly string[] {
  const words = master.title.slice(MASTER.length).trim();
  const [executable = 'nginx', ...options] = words.split(/\s+(?=-[cegp](?:\s|\/))/);
  const kept = options.flatMap((option) => {
    const value = option.slice(2).trim();
    return value === '' ? [] : [option.slice(0, 2), value];
  });
  return [executable.split(' ')[0] ?? executable, ...kept];
}
