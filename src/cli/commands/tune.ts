import { readFile, writeFile } from 'node:fs/promises';
import { choosePolicy } from '../../config/policy-choice.ts';
import { parsePolicyFile } from '../../config/policy-file.ts';
import type { SettingFlags } from '../../config/settings/gather.ts';
import { type TunableNumber, tunableNumbers, withNumbers } from '../../config/tunable-numbers.ts';
import { AutoscalerError } from '../../core/errors.ts';
import type { Policy } from '../../core/policy.ts';
import { PolicyAutoscaler } from '../../simulation/policy-autoscaler.ts';
import { type Tuning, tune as tuneOn } from '../../simulation/tune/tune.ts';
import { loadName, readLoad } from '../load-input.ts';
import { formatJson } from '../output.ts';
import { Progress } from '../progress.ts';
import type { CliContext } from '../runtime.ts';
import type { SimulationInput } from '../simulation-options.ts';
import { checkRoles, rolesOf } from '../today.ts';
import { changesOf, isWorthIt, tuneDocument, tuneText } from '../tune-report.ts';
import { plantFor } from './simulate.ts';

/** What `autoscaler tune` may be told. */
export interface TuneOptions extends SimulationInput {
  readonly flags: SettingFlags;
  readonly write: boolean;
}

/** Searches the policy's own numbers for the lowest cost under the SLO. Returns the exit code. */
export async function tune(context: CliContext, options: TuneOptions): Promise<number> {
  const { terminal, schedules } = context;
  const policy = await choosePolicy(options.policy, options.service);
  const text = await readFile(options.policy, 'utf8');
  const numbers = tunableNumbers(text, policy.ref.service);
  if (numbers.length === 0) throw nothingToTune(options.policy);
  const trace = await readLoad(context, options, policy);
  const plant = plantFor(trace, options);
  checkRoles(options.metrics, [policy]);
  const roles = rolesOf(options.metrics, policy);
  const progress = new Progress(terminal, 'numbers tried');
  const tuning = tuneOn({
    trace,
    plant,
    knobs: numbers,
    sloPercent: options.missPercent,
    create: (values) => {
      const changed = policyFrom(withNumbers(text, asChanges(numbers, values)), policy);
      return changed && new PolicyAutoscaler(changed, roles, schedules, plant);
    },
    onTry: (tried) => progress.count(tried),
  });
  if (tuning === undefined) throw nothingToTune(options.policy);
  for (const notice of trace.notices) terminal.err(`note: ${notice}\n`);
  const changes = changesOf(numbers, tuning.values);
  const written = options.write && changes.length > 0 && isWorthIt(tuning, options.missPercent);
  if (written) await write(options.policy, withNumbers(text, asChanges(numbers, tuning.values)));
  const head = { trace: loadName(options), policy: options.policy, sloPercent: options.missPercent };
  const { price } = policy;
  const report = { ...head, changes, tuning, ...(price && { price }), written };
  terminal.out(options.json ? formatJson(tuneDocument(report)) : tuneText(report));
  return 0;
}

function asChanges(
  numbers: readonly TunableNumber[],
  values: Tuning['values'],
): ReadonlyMap<TunableNumber, number> {
  return new Map(numbers.map((number, index) => [number, values[index] ?? number.value]));
}

/** The same service's policy from another text; undefined where the text is no valid policy. */
function policyFrom(text: string, { ref, origin }: Policy): Policy | undefined {
  const { drafts, faults } = parsePolicyFile(text, origin);
  const draft = drafts.find(({ service }) => service === ref.service);
  return faults.length > 0 || draft === undefined ? undefined : { ref, ...draft.body };
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AutoscalerError('E_CONFIG', `${path}: cannot be written: ${why}`, {
      at: path,
      fix: 'Make the policy file writable, or tune without --write and change it by hand.',
      cause,
    });
  }
}

function nothingToTune(file: string): AutoscalerError {
  return new AutoscalerError('E_CONFIG', `${file}: the policy has no number of its own to tune`, {
    at: file,
    fix: 'Write a target, thresholds, a cooldown or a stabilization window into it; bounds are never tuned.',
  });
}
