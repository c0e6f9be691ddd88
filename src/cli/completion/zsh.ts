import type { CommandGrammar, OptionGrammar, Value } from './grammar.ts';

/** The script that a zsh evaluates, or finds in its `fpath` as `_autoscaler`. */
export function zshScript(commands: readonly CommandGrammar[]): string {
  return `#compdef autoscaler
# eval "$(autoscaler completion zsh)"
_autoscaler_services() {
  local -a names
  names=(\${(f)"$(autoscaler completion --services 2>/dev/null)"})
  compadd -a names
}

_autoscaler() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(branchOf).join('\n')}
  esac
}

if [[ $funcstack[1] == _autoscaler ]]; then _autoscaler "$@"; else compdef _autoscaler autoscaler; fi
`;
}

function branchOf({ name, options, arguments: values, isVariadic }: CommandGrammar): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...values.map((value, i) => {
      const place = isVariadic && i === values.length - 1 ? '*' : String(i + 1);
      return quoted(`${place}: :${actionOf(value)}`);
    }),
  ];
  return `    ${name})\n      _arguments \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')}\n      ;;`;
}

function optionSpecs({ flags, description, value }: OptionGrammar): readonly string[] {
  const text = description.replace(/[[\]\\:]/g, '\\$&');
  const argument = value.kind === 'none' ? '' : `: :${actionOf(value)}`;
  return flags.map((flag) => quoted(`*${flag}[${text}]${argument}`));
}

function actionOf(value: Value): string {
  switch (value.kind) {
    case 'services':
      return '_autoscaler_services';
    case 'files':
      return '_files';
    case 'words':
      return `(${value.words.join(' ')})`;
    default:
      return ' ';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
