import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { acquireEngine } from './engine/engine.ts';
import { childEnv } from './engine/env.ts';
import { EngineProblem, progress } from './engine/progress.ts';
import { interruptCommands, throwIfInterrupted } from './engine/run.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type StopSignal = (typeof signals)[number];

function runScript(args: readonly string[], env: NodeJS.ProcessEnv, onSignal: SignalSink): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env });
  onSignal.handle = (signal) => {
    // A terminal has sent its Ctrl-C to the child already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

interface SignalSink {
  handle: (signal: StopSignal) => void;
}

/** Runs a script with an engine; where none can be had, another one in its place. */
async function main(args: readonly string[], without: string | undefined): Promise<number> {
  let interruptedBy: StopSignal | undefined;
  const sink: SignalSink = { handle: interruptCommands };
  for (const signal of signals) {
    process.on(signal, () => {
      interruptedBy ??= signal;
      sink.handle(signal);
    });
  }
  try {
    const stay = process.env.AUTOSCALER_KEEP_ENGINE === '1' ? 'keep' : 'lease';
    const engine = await acquireEngine(stay).catch((error: unknown) => {
      if (without === undefined || interruptedBy || !(error instanceof EngineProblem)) throw error;
      progress(error.message);
    });
    if (engine === undefined)
      return await runScript(without === undefined ? [] : [without], process.env, sink);
    try {
      throwIfInterrupted();
      return await runScript(args, childEnv(engine.env, process.env), sink);
    } finally {
      sink.handle = () => progress('stopping the engine first…');
      await engine.release();
    }
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    progress(error.message);
    return interruptedBy ? 128 + constants.signals[interruptedBy] : 1;
  }
}

const [first, second, ...others] = process.argv.slice(2);
const hasStandIn = first === '--without' && second !== undefined;
const [script, ...args] = hasStandIn ? others : process.argv.slice(2);
if (script) {
  process.exitCode = await main([script, ...args], hasStandIn ? second : undefined);
} else {
  process.stderr.write(
    'usage: node test/support/run-with-engine.ts [--without <script, where there is no engine>] <script> [args…]\n',
  );
  process.exitCode = 2;
}
