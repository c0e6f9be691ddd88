import { durationAt, durationText } from '../duration.ts';
import { keysOf, valueAt } from '../places.ts';
import { POLICY_DEFAULTS } from '../resolve/defaults.ts';
import type { Rule } from './rule.ts';

/** A threshold that must hold for some time is looked at often enough to see it hold, with a tick every `intervalMs`. */
export function intervalRule(intervalMs: number): Rule {
  return (input, report) => {
    for (const name of keysOf(valueAt(input, ['metrics']))) {
      const metric = valueAt(input, ['metrics', name]);
      const maxAgeMs = durationAt(metric, ['maxAge']) ?? POLICY_DEFAULTS.maxAgeMs;
      if (intervalMs <= maxAgeMs) continue;
      for (const side of ['scaleUp', 'scaleDown'])
        if ((durationAt(metric, [side, 'for']) ?? 0) > 0)
          report(
            ['metrics', name, side, 'for'],
            `"${side}.for" in metric "${name}" never ends: a tick comes every ${durationText(intervalMs)}, and what was seen ${durationText(maxAgeMs)} ago ("maxAge") no longer counts`,
            `Raise "maxAge" to ${durationText(2 * intervalMs)}, tick more often with --interval, or remove "for".`,
          );
    }
  };
}
