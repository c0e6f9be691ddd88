import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = ['--disable-warning=ExperimentalWarning', 'src/main.ts'];

/**
 * Names the folder in which the program finds itself compiled. Not Node's own name for it: the test runner's workers
 * would write there too, while the folder is being removed.
 */
export const COMPILE_CACHE = 'CASTE_COMPILE_CACHE';

/** How a command ended. */
export interface CliResult {
  /** 128 + n after signal n. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is under way. */
export interface RunningCli {
  readonly pid: number;
  /** What it has said so far, on both outputs. */
  said(): string;
  kill(signal: NodeJS.Signals): void;
  /** Never rejects. */
  readonly ended: Promise<CliResult>;
}

/** The program of this checkout, as `npm run -s autoscaler --` starts it. */
export interface Cli {
  /** Runs a command to its end, whatever that is. */
  run(...args: readonly string[]): Promise<CliResult>;
  start(...args: readonly string[]): RunningCli;
  /**
   * Runs a command on a pseudo terminal of 100 × 30; whatever `press` makes of what was shown so far is pressed, once.
   */
  onTerminal(
    args: readonly string[],
    press: (shown: string) => string | undefined,
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** The document that a command prints with --json. Throws when it fails or prints anything else. */
  json<T = unknown>(...args: readonly string[]): Promise<T>;
}

/** The program with an environment of its own. `command` stands before it, such as `setpriv …`. */
export function cliWith(env: NodeJS.ProcessEnv, command: readonly string[] = []): Cli {
  const compiled = process.env[COMPILE_CACHE];
  const environment = compiled === undefined ? env : { ...env, NODE_COMPILE_CACHE: compiled };
  const start: Cli['start'] = (...args) => {
    const [file = '', ...rest] = [...command, process.execPath, ...PROGRAM, ...args];
    const child = execa(file, rest, {
      cwd: root,
      env: environment,
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    });
    let said = '';
    for (const output of [child.stdout, child.stderr])
      output.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    const ended = child.then(({ exitCode, stdout, stderr, signal }) => ({
      exitCode: exitCode ?? (signal === 'SIGKILL' ? 137 : 143),
      stdout,
      stderr,
    }));
    return { pid: child.pid ?? 0, said: () => said, kill: (name) => void child.kill(name), ended };
  };
  const run: Cli['run'] = (...args) => start(...args).ended;
  const onTerminal: Cli['onTerminal'] = async (args, press) => {
    const line = [...command, process.execPath, ...PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
    const child = execa('script', ['-qec', `stty cols 100 rows 30; exec ${line}`, '/dev/null'], {
      ...{ cwd: root, env: environment, extendEnv: false, reject: false, stdin: 'pipe' },
    });
    let output = '';
    let isPressed = false;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const keys = isPressed ? undefined : press(output);
      if (keys === undefined) return;
      isPressed = true;
      child.stdin.write(keys);
    });
    const { exitCode = 143 } = await child;
    return { exitCode, output };
  };
  return {
    start,
    run,
    onTerminal,
    async json(...args) {
      const { exitCode, stdout, stderr } = await run(...args, '--json');
      if (exitCode !== 0) throw new Error(`autoscaler ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
      return JSON.parse(stdout);
    },
  };
}
