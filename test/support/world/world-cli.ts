import { runProgram } from '../../../src/cli/program.ts';
import type { Runtime, Terminal } from '../../../src/cli/runtime.ts';
import type { Dependencies } from '../../../src/controller/dependencies.ts';
import type { World } from './world.ts';

/** How a command ended, and what it said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const unused = () => Promise.reject(new Error('not in this world'));

/** A command line in a world, without a controller elsewhere. */
export function runtimeOf(world: World, changes: Partial<Dependencies> = {}): Runtime {
  return {
    deps: { ...world.dependencies, ...changes },
    policies: world.policyReader,
    lock: { acquire: unused, holder: async () => undefined },
    surveyor: { survey: unused },
    setups: () => ({ recognises: () => false, examine: unused, firstFile: unused }),
    auditors: () => ({ audit: unused }),
    traffic: { received: unused },
    kill: unused,
    hasPrometheus: false,
    intervalMs: 5000,
    ownContainerId: async () => undefined,
    serve: unused,
    dashboardLink: unused,
    runInContainer: unused,
    close: async () => undefined,
  };
}

/** Begins a command in a world; what it says comes in bit by bit. */
export function startCli(world: World, argv: readonly string[], changes: Partial<Terminal> = {}) {
  const said = { out: '', err: '' };
  const interrupt = new AbortController();
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    columns: Number.POSITIVE_INFINITY,
    colors: false,
    interrupted: interrupt.signal,
    inputEnded: () => new AbortController().signal,
    user: 'tester',
    ...changes,
  };
  const ended = runProgram(
    {
      open: async () => runtimeOf(world),
      terminal,
      schedules: { active: () => [] },
      openHistory: unused,
      argv,
    },
    '0.0.0',
  );
  return { said, interrupt: () => interrupt.abort(), ended };
}

/** Runs a command that ends by itself; time passes meanwhile. */
export async function runCli(
  world: World,
  argv: readonly string[],
  changes: Partial<Terminal> = {},
): Promise<Said> {
  const { said, ended } = startCli(world, argv, changes);
  let code: number | undefined;
  void ended.then((value) => {
    code = value;
  });
  for (let i = 0; i < 600 && code === undefined; i += 1) await world.clock.advance(100);
  if (code === undefined) throw new Error(`autoscaler ${argv.join(' ')} did not end: ${said.err}`);
  return { code, ...said };
}
