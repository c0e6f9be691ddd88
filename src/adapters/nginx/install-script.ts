import { LIST_PROCESSES } from './processes.ts';

/** How the functions say what went wrong. */
export const EXIT = { notWritten: 41, refused: 42, notLoaded: 43 } as const;

/** What the check prints when a reload would lose requests on clients' idle connections. */
export const CUTS_IDLE_CONNECTIONS = 'cuts idle connections';

/**
 * `$1` are the files, one a line, `$2` the generation of each, `$3` the lines by which those are known that nginx must
 * include; the rest starts nginx as its master was started. Without a proof, a file that was kept is from an earlier
 * change that was cut short.
 */
export const INSTALL_FUNCTIONS = `
targets=$1 generations=$2 required=$3
shift 3
IFS='
'
beside() { echo "\${1%/*}/.\${1##*/}.$2"; }
restore() {
  previous=$(beside "$1" previous)
  if [ -s "$previous" ]; then mv -f "$previous" "$1"
  elif [ -e "$previous" ]; then rm -f "$1" "$previous"
  fi
}
put_back() {
  for target in $targets; do
    restore "$target"
    rm -f "$(beside "$target" candidate)"
  done
}
keep() {
  for target in $targets; do
    previous=$(beside "$target" previous)
    [ -e "$(beside "$target" proven)" ] || restore "$target"
    rm -f "$previous"
    if [ -e "$target" ]; then cp "$target" "$previous.new" && mv -f "$previous.new" "$previous"
    else : >"$previous"
    fi || return ${EXIT.notWritten}
  done
}
place() {
  keep || return ${EXIT.notWritten}
  for target in $targets; do
    rm -f "$(beside "$target" proven)" && mv -f "$(beside "$target" candidate)" "$target" || return ${EXIT.notWritten}
  done
}
check() {
  said=$("$@" -T 2>&1) || { printf '%s\\n' "$said"; return ${EXIT.refused}; }
  for line in $required; do
    case $said in *"$line"*) ;; *) echo "$line"; return ${EXIT.notLoaded} ;; esac
  done
  if ! printf '%s\\n' "$said" | grep -qE '^[^#]*(keepalive_min_timeout +[1-9]|keepalive_timeout +0)'; then
    echo '${CUTS_IDLE_CONNECTIONS}'
  fi
  ${LIST_PROCESSES}
}
prove() {
  set -- $generations
  for target in $targets; do
    echo "$1" >"$(beside "$target" proven)" || return ${EXIT.notWritten}
    shift
  done
}
or_put_back() {
  code=$?
  put_back
  exit "$code"
}
exec 2>&1
`;
