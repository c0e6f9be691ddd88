import type { Command, Option } from 'commander';

/** What may stand for an argument or an option's value. */
export type Value =
  | { readonly kind: 'none' | 'anything' | 'files' | 'services' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** An option as a shell completes it. */
export interface OptionGrammar {
  readonly flags: readonly string[];
  readonly description: string;
  readonly value: Value;
}

/** A command as a shell completes it. */
export interface CommandGrammar {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionGrammar[];
  /** By position; the last one again and again when `isVariadic`. */
  readonly arguments: readonly Value[];
  readonly isVariadic: boolean;
}

/** What a shell has to know of the command line. */
export function grammarOf(program: Command): readonly CommandGrammar[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.map(optionOf),
      { flags: ['-h', '--help'], description: 'display help for command', value: { kind: 'none' } },
    ],
    arguments: command.registeredArguments.map((argument) =>
      valueNamed(argument.name(), argument.argChoices),
    ),
    isVariadic: command.registeredArguments.at(-1)?.variadic ?? false,
  }));
}

function optionOf(option: Option): OptionGrammar {
  const flags = [option.short, option.long].flatMap((flag) => flag ?? []);
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1];
  const value: Value =
    placeholder === undefined
      ? { kind: 'none' }
      : valueNamed(placeholder.replace('...', ''), option.argChoices);
  return { flags, description: option.description, value };
}

function valueNamed(name: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (/^services?$/.test(name)) return { kind: 'services' };
  return { kind: /^(?:files?|directory|policy)$/.test(name) ? 'files' : 'anything' };
}
