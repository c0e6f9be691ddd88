import type { CommandGrammar, Value } from './grammar.ts';

/** The script that a bash sources. */
export function bashScript(commands: readonly CommandGrammar[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# eval "$(autoscaler completion bash)"
_autoscaler_offer() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_autoscaler_services() { _autoscaler_offer "$(autoscaler completion --services 2>/dev/null)"; }
_autoscaler_files() { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); }

_autoscaler() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} i
  local position=0 options='' valued=''
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _autoscaler_offer '${names} help --help --version'
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map(optionsOf).join('\n')}
  esac
  case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(valuesOf).join('\n')}
  esac
  if [[ $current == -* ]]; then
    _autoscaler_offer "$options"
    return
  fi
  for ((i = 2; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) [[ " $valued " == *" \${COMP_WORDS[i]} "* ]] && ((i++)) ;;
      *) ((position++)) ;;
    esac
  done
  case "\${COMP_WORDS[1]} $position" in
${commands.flatMap(argumentsOf).join('\n')}
  esac
}
complete -F _autoscaler autoscaler
`;
}

function optionsOf({ name, options }: CommandGrammar): string {
  const all = options.flatMap(({ flags }) => flags).join(' ');
  const valued = options.flatMap(({ flags, value }) => (value.kind === 'none' ? [] : flags)).join(' ');
  return `    ${name}) options='${all}' valued='${valued}' ;;`;
}

function valuesOf({ name, options }: CommandGrammar): readonly string[] {
  return options.flatMap(({ flags, value }) =>
    value.kind === 'none'
      ? []
      : `    ${flags.map((flag) => `'${name} ${flag}'`).join(' | ')}) ${offer(value)}return ;;`,
  );
}

function argumentsOf({ name, arguments: values, isVariadic }: CommandGrammar): readonly string[] {
  return values.map((value, i) => {
    const pattern = isVariadic && i === values.length - 1 ? `'${name} '*` : `'${name} ${i}'`;
    return `    ${pattern}) ${offer(value)};;`;
  });
}

function offer(value: Value): string {
  switch (value.kind) {
    case 'services':
      return '_autoscaler_services; ';
    case 'files':
      return '_autoscaler_files; ';
    case 'words':
      return `_autoscaler_offer '${value.words.join(' ')}'; `;
    default:
      return '';
  }
}
