import { keysOf, valueAt } from '../places.ts';
import type { Rule } from './rule.ts';

function numberAt(input: unknown, ...path: string[]): number | undefined {
  const value = valueAt(input, path);
  return typeof value === 'number' ? value : undefined;
}

/** min, max, and the numbers that have to lie between them. */
export const boundsRule: Rule = (input, report) => {
  const given = numberAt(input, 'min');
  const min = given ?? 1;
  const max = numberAt(input, 'max') ?? Number.POSITIVE_INFINITY;
  if (given !== undefined && given > max) {
    report(['min'], `"min" is ${min}, above "max" ${max}`, `Swap them, or raise "max" to ${min} or more.`);
    return;
  }
  const floor = numberAt(input, 'missingData', 'floor');
  if (floor !== undefined && (floor < min || floor > max))
    report(
      ['missingData', 'floor'],
      `"missingData.floor" is ${floor}, outside ${min} to ${max}`,
      'Choose a number from "min" to "max".',
    );
};

/** A schedule has bounds that matter and can be kept. */
export const schedulesRule: Rule = (input, report) => {
  const min = numberAt(input, 'min') ?? 1;
  const max = numberAt(input, 'max') ?? Number.POSITIVE_INFINITY;
  for (const name of keysOf(valueAt(input, ['schedules']))) {
    const path = ['schedules', name];
    const entry = valueAt(input, path);
    const keys = keysOf(entry);
    if (keys.length === 0) continue;
    const ownMin = numberAt(entry, 'min');
    const ownMax = numberAt(entry, 'max');
    if (!keys.includes('min') && !keys.includes('max'))
      report(path, `schedule "${name}" changes nothing`, 'Give it a "min", a "max" or both.');
    if (ownMin !== undefined && ownMax !== undefined && ownMin > ownMax)
      report(
        [...path, 'min'],
        `"min" in schedule "${name}" is ${ownMin}, above its "max" ${ownMax}`,
        'Swap them.',
      );
    if (ownMin !== undefined && ownMin > max)
      report(
        [...path, 'min'],
        `"min" in schedule "${name}" is ${ownMin}, above the policy’s "max" ${max}`,
        `Raise the policy’s "max" to ${ownMin} or more.`,
      );
    if (ownMax !== undefined && ownMax < min)
      report(
        [...path, 'max'],
        `"max" in schedule "${name}" is ${ownMax}, below the policy’s "min" ${min}`,
        `Lower the policy’s "min" to ${ownMax} or less.`,
      );
    const start = valueAt(entry, ['start']);
    if (typeof start === 'string' && start === valueAt(entry, ['end']))
      report([...path, 'end'], `schedule "${name}" ends when it starts`, 'Give "end" a later time.');
  }
};
