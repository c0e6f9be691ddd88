import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationOption } from './duration-option.ts';

/** When something is to end: at a moment in epoch milliseconds, or at the next such time of day on this machine. */
export type Ending = { readonly at: number } | { readonly hour: number; readonly minute: number };

const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;

/** Adds `--for <duration>` and `--until <time>`, of which one may be given. */
export function withEnding(command: Command) {
  return command
    .addOption(durationOption('--for <duration>', 'for that long, such as 2h'))
    .addOption(
      new Option('--until <time>', 'until then: 18:00, or 2026-01-05T18:00Z')
        .argParser(parseEnding)
        .conflicts('for'),
    );
}

/** What the two options come to in epoch milliseconds, as is `now`; undefined when none was given. */
export function endOf(
  given: { readonly for?: number | undefined; readonly until?: Ending | undefined },
  now: number,
): number | undefined {
  if (given.for !== undefined) return now + given.for;
  const { until } = given;
  if (until === undefined || 'at' in until) return until?.at;
  const today = new Date(now);
  today.setHours(until.hour, until.minute, 0, 0);
  if (today.getTime() <= now) today.setDate(today.getDate() + 1);
  return today.getTime();
}

/** Throws commander's error for what is no time. */
export function parseEnding(text: string): Ending {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (minute !== undefined) return { hour: Number(hour), minute: Number(minute) };
  const at = ZONED.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (Number.isFinite(at)) return { at };
  throw new InvalidArgumentError(
    'It must be a time of day such as 18:00, or a moment such as 2026-01-05T18:00Z.',
  );
}
