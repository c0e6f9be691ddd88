import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { BALANCER_KIND_NAMES } from '../core/balancer-kinds.ts';
import { AutoscalerError, toAutoscalerError } from '../core/errors.ts';
import { completion, SHELLS } from './commands/completion.ts';
import { dashboard } from './commands/dashboard.ts';
import { explain } from './commands/explain.ts';
import { history } from './commands/history.ts';
import { init } from './commands/init.ts';
import { run } from './commands/run.ts';
import { scale } from './commands/scale.ts';
import { simulate } from './commands/simulate.ts';
import { status } from './commands/status.ts';
import { tune } from './commands/tune.ts';
import { validate } from './commands/validate.ts';
import { verify } from './commands/verify.ts';
import { attachedContext } from './delegate.ts';
import { durationOption } from './duration-option.ts';
import { historyInput, withHistoryOptions } from './history/options.ts';
import { momentOption } from './moment-option.ts';
import { formatError, parseReplicas } from './output.ts';
import { parsedOption } from './parsed-option.ts';
import type { CliContext } from './runtime.ts';
import { flagsOf, withSettings } from './setting-options.ts';
import { ALL_BASELINES, parseBaselines } from './simulate-arguments.ts';
import { simulationInput, withSimulationOptions } from './simulation-options.ts';
import { steeringCommands } from './steering-commands.ts';

/** Runs the command line in `outer.argv` and returns its exit code. Never rejects. */
export async function runProgram(outer: CliContext, version: string): Promise<number> {
  const context = attachedContext(outer);
  let exitCode = 0;
  const program = buildProgram(context, version, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...context.argv], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    // Commander has printed its own message, and the help where it fits.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const error = context.terminal.interrupted.aborted ? interrupted(thrown) : toAutoscalerError(thrown);
    context.terminal.err(formatError(error));
    return error.exitCode;
  }
}

function interrupted(thrown: unknown): AutoscalerError {
  if (thrown instanceof AutoscalerError) return thrown;
  return new AutoscalerError('E_INTERRUPTED', 'interrupted', { cause: thrown });
}

/** The whole command line; `exit` is told each command's exit code. */
export function buildProgram(context: CliContext, version: string, exit: (code: number) => void): Command {
  const { out, err } = context.terminal;
  const program = new Command('autoscaler')
    .description('Scales Docker Compose services by their load, and the load balancer with them.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .showHelpAfterError('Run with --help for what there is.');
  const command = (usage: string, description: string) =>
    withSettings(program.command(usage).description(description));

  command('init', 'first policies for a running project, and what its balancer lacks')
    .option('--project <project>', 'the Compose project, when several run')
    .option('--service <services...>', 'only these services, whatever the balancer sends requests to', [])
    .option(
      '--balancer <name>',
      `the balancer’s service, or ${BALANCER_KIND_NAMES.join(', ')} or none, when it is not clear`,
    )
    .option('--out <directory>', 'where policies are written', 'scaling-policies')
    .option('--dry-run', 'write nothing', false)
    .option('--json', 'print one JSON document', false)
    .option('--force', 'replace files that are there', false)
    .action(async (o) => {
      const question = { project: undefined, balancer: undefined, ...o, services: o.service };
      exit(await init(context, { ...question, flags: flagsOf(o) }));
    });
  command('run', 'the control loop')
    .option('--dry-run', 'change nothing; print each decision with its reasons', false)
    .option('--once', 'one tick only', false)
    .action(async (o) => exit(await run(context, { ...o, flags: flagsOf(o) })));
  command('scale <service> <replicas>', 'set the replica count of a service once')
    .option('--project <project>', 'the Compose project, when several have such a service')
    .option('--dry-run', 'print the plan, change nothing', false)
    .option('--json', 'print one JSON document', false)
    .option('--force', 'outside the policy’s bounds too', false)
    .addOption(durationOption('--timeout <duration>', 'how long it may take', '60s'))
    .action(async (service, replicas, o) => {
      const numbers = { replicas: parseReplicas(replicas), timeoutMs: o.timeout };
      exit(await scale(context, { project: undefined, ...o, ...numbers, service, flags: flagsOf(o) }));
    });
  steeringCommands(context, command, exit);
  command('status', 'what runs, what is under way, and what was decided last')
    .option('--json', 'print one JSON document', false)
    .option('--watch', 'stay and show it anew every second', false)
    .action(async (o) => exit(await status(context, { ...o, flags: flagsOf(o) })));
  command('explain <service>', 'why the service has the replicas it has, and what would have changed that')
    .option('--project <project>', 'the Compose project, when several have such a service')
    .addOption(momentOption('--at <when>', 'the decision in force then: 2h (ago), or a date and time'))
    .option('--shadow', 'also what the shadow of its policy would have done', false)
    .option('--json', 'print one JSON document', false)
    .action(async (service, o) =>
      exit(await explain(context, { project: undefined, at: undefined, ...o, service, flags: flagsOf(o) })),
    );
  command('dashboard', 'a link to the dashboard, which opens it')
    .option('--json', 'print one JSON document', false)
    .action(async (o) => exit(await dashboard(context, { json: o.json, flags: flagsOf(o) })));
  withHistoryOptions(command('history [service]', 'what was decided, done and asked for')).action(
    async (service, o) => exit(await history(context, { ...historyInput(o), service, flags: flagsOf(o) })),
  );
  command('validate [files...]', 'every fault of policy files, at its line and column')
    .option('--json', 'print one JSON document', false)
    .action(async (files, o) => exit(await validate(context, { files, json: o.json, flags: flagsOf(o) })));
  command('verify <service>', 'whether the running stack keeps what its policy promises')
    .option('--project <project>', 'the Compose project, when several have such a service')
    .option('--url <url>', 'where to ask; by default the port that the balancer publishes')
    .option('--host <name>', 'the Host to ask for')
    .addOption(
      parsedOption('--requests <count>', 'how many requests; 200, and at least 20 a replica', parseRequests),
    )
    .option('--replica-header <name>', 'a header of the answers that tells replicas apart')
    .option('--failover', 'kill one replica, count what is lost, and see it restored', false)
    .option('--json', 'print one JSON document', false)
    .addOption(durationOption('--timeout <duration>', 'how long requests, and a recovery, may take', '60s'))
    .action(async (service, o) => {
      const given = {
        project: undefined,
        url: undefined,
        host: undefined,
        replicaHeader: undefined,
        requests: undefined,
        ...o,
      };
      exit(await verify(context, { ...given, timeoutMs: o.timeout, service, flags: flagsOf(o) }));
    });
  withSimulationOptions(
    command('simulate', 'what a policy would have done, what it would have cost and missed'),
  )
    .addOption(
      new Option('--against <names>', 'baselines, such as hpa,keda=30')
        .argParser(parseBaselines)
        .default(ALL_BASELINES, 'all'),
    )
    .option('--today <policy>', 'what scales today: a policy file, or a fixed count of replicas')
    .option('--timeline <file>', 'write load and replicas, step by step, as CSV')
    .option('--chart <file>', 'write load, capacity and misses as SVG')
    .action(async (o) => {
      const { against, today, timeline, chart } = o;
      const input = { ...simulationInput(o), flags: flagsOf(o) };
      exit(await simulate(context, { ...input, against, today, timeline, chart }));
    });
  withSimulationOptions(command('tune', 'the policy’s own numbers that cost least under an SLO'))
    .option('--write', 'write them into the policy file where they are better', false)
    .action(async (o) =>
      exit(await tune(context, { ...simulationInput(o), flags: flagsOf(o), write: o.write })),
    );
  command('completion', 'the script with which a shell completes this command line')
    .addArgument(new Argument('[shell]', 'the shell').choices(SHELLS))
    .option('--services', 'print the names of services instead, as the script asks', false)
    .action(async (shell, o) =>
      exit(await completion(context, program, { shell, services: o.services, flags: flagsOf(o) })),
    );
  return program;
}

function parseRequests(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
}
