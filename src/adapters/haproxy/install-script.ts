/** How the script ends when it does not succeed. */
export const EXIT = { noDirectory: 40, notLoaded: 41, refused: 42, notRenamed: 43 } as const;

/**
 * Validates the whole configuration as it would be with the changes, then makes them; else removes the candidates.
 * `changes` are words: `+name` puts the candidate of that file in place, `-name` removes the file. After them come
 * the `-f` arguments of the running HAProxy.
 */
export const INSTALL_SCRIPT = `
executable=$1 start=$2 dir=$3 changes=$4
shift 4
candidate() { printf '%s/.%s.candidate' "$dir" "$1"; }
clean() { for change in $changes; do rm -f "$(candidate "\${change#?}")"; done; }
fail() { code=$1; clean; exit "$code"; }
is_changed() { for change in $changes; do [ "\${change#?}" = "$1" ] && return; done; return 1; }
[ -z "$start" ] || cd "$start" || fail ${EXIT.noDirectory}
home=$(cd "$dir" && pwd -P) || fail ${EXIT.noDirectory}
loaded=no left=$#
while [ "$left" -gt 0 ]; do
  config=$1 here= left=$((left - 1))
  shift
  if [ -d "$config" ]; then
    here=$(cd "$config" && pwd -P)
    for file in "\${config%/}"/*.cfg; do
      [ -f "$file" ] || continue
      [ "$here" = "$home" ] && is_changed "\${file##*/}" && continue
      set -- "$@" -f "$file"
    done
  else
    set -- "$@" -f "$config"
  fi
  [ -n "$here" ] && [ "$here" = "$home" ] || continue
  loaded=yes
  for change in $changes; do
    case $change in +*) set -- "$@" -f "$(candidate "\${change#?}")" ;; esac
  done
done
[ "$loaded" = yes ] || fail ${EXIT.notLoaded}
"$executable" -c "$@" 2>&1 || fail ${EXIT.refused}
for change in $changes; do
  case $change in
    +*) mv -f "$(candidate "\${change#?}")" "$dir/\${change#?}" 2>&1 || fail ${EXIT.notRenamed} ;;
    -*) rm -f "$dir/\${change#?}" 2>&1 || fail ${EXIT.notRenamed} ;;
  esac
done
`;
