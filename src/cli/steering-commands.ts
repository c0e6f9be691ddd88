import type { Command } from 'commander';
import { AutoscalerError } from '../core/errors.ts';
import { steer, type Wish } from './commands/steer.ts';
import { endOf, withEnding } from './ending-option.ts';
import { parseReplicas } from './output.ts';
import type { CliContext } from './runtime.ts';
import { flagsOf } from './setting-options.ts';

/** Adds `pause`, `resume` and `bounds`; `command` makes one, `exit` is told each one's exit code. */
export function steeringCommands(
  context: CliContext,
  command: (usage: string, description: string) => Command,
  exit: (code: number) => void,
): void {
  const steering = (usage: string, description: string) =>
    command(usage, description)
      .option('--project <project>', 'the Compose project, when several have such a service')
      .option('--json', 'print one JSON document', false);
  const run = async (service: string, o: Given, wish: Wish) =>
    exit(await steer(context, { project: o.project, json: o.json, flags: flagsOf(o), service, wish }));

  withEnding(steering('pause <service>', 'its policy scales no more; on request it still is scaled')).action(
    (service, o) => run(service, o, { kind: 'pause', until: endOf(o, Date.now()) }),
  );
  steering('resume <service>', 'its policy scales again').action((service, o) =>
    run(service, o, { kind: 'resume' }),
  );
  withEnding(steering('bounds <service>', 'other bounds for a while, then the policy’s again'))
    .option('--min <replicas>', 'at least so many', parseReplicas)
    .option('--max <replicas>', 'at most so many', parseReplicas)
    .option('--lift', 'the policy’s bounds again, before their time', false)
    .action((service, o) => run(service, o, boundsWish(o)));
}

interface Given extends Readonly<Record<string, unknown>> {
  readonly project?: string | undefined;
  readonly json: boolean;
}

function boundsWish({
  lift,
  min,
  max,
  ...ending
}: Parameters<typeof endOf>[0] & {
  lift: boolean;
  min?: number | undefined;
  max?: number | undefined;
}): Wish {
  const until = endOf(ending, Date.now());
  if (lift && (min ?? max ?? until) === undefined) return { kind: 'lift' };
  if (lift || until === undefined)
    throw new AutoscalerError('E_CONTROL', lift ? '--lift goes alone' : 'it is not said until when', {
      fix: 'Give --for or --until with --min and --max, or --lift alone.',
    });
  return { kind: 'bounds', until, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}
