import { InvalidArgumentError, type Option } from 'commander';
import { parseDuration } from '../config/duration.ts';
import { parsedOption } from './parsed-option.ts';

/** An option whose value is a duration in milliseconds. */
export function durationOption(flags: string, description: string, fallback?: string): Option {
  return parsedOption(flags, description, parseDurationArgument, fallback);
}

function parseDurationArgument(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0)
    throw new InvalidArgumentError('It must be a duration such as 30s or 5m.');
  return ms;
}
