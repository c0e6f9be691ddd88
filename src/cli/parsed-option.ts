import { Option } from 'commander';

/** An option that is parsed, with a default that the help shows as it would be written. */
export function parsedOption(
  flags: string,
  description: string,
  parse: (text: string) => unknown,
  fallback?: string,
): Option {
  const option = new Option(flags, description).argParser(parse);
  return fallback === undefined ? option : option.default(parse(fallback), fallback);
}
