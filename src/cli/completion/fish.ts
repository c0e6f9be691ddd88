import type { CommandGrammar, OptionGrammar, Value } from './grammar.ts';

/** The script that a fish sources. */
export function fishScript(commands: readonly CommandGrammar[]): string {
  const lines = commands.flatMap((command) => {
    const within = `-n '__fish_seen_subcommand_from ${command.name}'`;
    return [
      `complete -c autoscaler -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.description)}`,
      ...command.options.map((option) => `complete -c autoscaler ${within} ${optionSpec(option)}`),
      ...[...new Set(command.arguments.map(offer))].flatMap((offered) =>
        offered === '' ? [] : `complete -c autoscaler ${within} ${offered}`,
      ),
    ];
  });
  return `# autoscaler completion fish | source\ncomplete -c autoscaler -f\n${lines.join('\n')}\n`;
}

function optionSpec({ flags, description, value }: OptionGrammar): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const argument =
    value.kind === 'none'
      ? []
      : [value.kind === 'files' ? '-r' : '-x', offer(value)].filter((part) => part !== '');
  return [...names, ...argument, '-d', quoted(description)].join(' ');
}

function offer(value: Value): string {
  switch (value.kind) {
    case 'services':
      return "-a '(autoscaler completion --services 2>/dev/null)'";
    case 'files':
      return '-F';
    case 'words':
      return `-a ${quoted(value.words.join(' '))}`;
    default:
      return '';
  }
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
