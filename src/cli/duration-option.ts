import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../config/duration.ts';

/** An option whose value is a duration in milliseconds. */
export function durationOption(flags: string, description: string, fallback?: string): Option {
  const option = new Option(flags, description).argParser(parseDurationArgument);
  return fallback === undefined ? option : option.default(parseDurationArgument(fallback), fallback);
}

function parseDurationArgument(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0)
    throw new InvalidArgumentError('It must be a duration such as 30s or 5m.');
  return ms;
}
