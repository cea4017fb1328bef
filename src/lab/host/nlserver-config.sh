# --- nlserver config ---------------------------------------------------------------------------------------------

config() {
  instance=default action='' fields='' reload=''
  for option; do
    case $option in
    -instance:?*) instance=${option#-instance:} ;;
    -setimsjwtauth:*) action=-setimsjwtauth fields=${option#*:} ;;
    -setimsoauth:*)
      [ "$build" -ge 9383 ] || fail "Unknown option '-setimsoauth'; 'nlserver config -?' lists them."
      action=-setimsoauth fields=${option#*:}
      ;;
    -reload) reload=1 ;;
    '-?' | -h | -H)
      usage
      return
      ;;
    -version) return ;;
    -noconsole | -low | -high | -verbose:*) ;;
    *) fail "Unknown option '${option%%:*}'; 'nlserver config -?' lists them." ;;
    esac
  done
  case $instance in */* | .*) fail "Instance '$instance' does not exist." ;; esac
  [ -n "$action$reload" ] || usage
  [ -z "$action" ] || set_credentials
  [ -z "$reload" ] || reload
}

set_credentials() {
  file=$conf/config-$instance.xml
  [ -e "$file" ] || fail "Instance '$instance' does not exist: there is no '$file'."
  readable "$file"
  case $fields in *[[:cntrl:]]*) fail "A field of '$action' holds a line break or another control character." ;; esac
  wanted=5
  [ $action = -setimsjwtauth ] || wanted=4
  set -f
  IFS=/
  # shellcheck disable=SC2086 # splitting at "/" is what nlserver does
  set -- $fields
  unset IFS
  set +f
  [ $# -eq $wanted ] || fail "'$action' takes $wanted fields separated by '/', but $# were given."
  for field; do
    [ -n "$field" ] || fail "A field of '$action' is empty."
  done
  pairs="authIMSTAClientId=$2${newline}authIMSTAClientSecret=$(ciphertext ${#4})${newline}authIMSTAId=$3"
  [ $wanted -eq 4 ] || pairs="$pairs${newline}authIMSTAPrivateKey=$(ciphertext ${#5})"
  replace_file
  remember_key "${5-}"
  say "The technical account of instance '$instance' has been set."
}

# As long as what it hides, "@" before and "=" behind, and never the same twice.
ciphertext() {
  blocks=$(($1 / 16 + 1))
  [ $((blocks % 3)) -ne 0 ] || blocks=$((blocks + 1))
  printf '@'
  head -c $((blocks * 16)) /dev/urandom | base64 | tr -d '\n'
}

replace_file() {
  temporary=$conf/.config-$instance.$$
  if cp -p -- "$file" "$temporary" && xml set "$file" shared/ims >"$temporary" &&
    xml check "$temporary" >/dev/null && mv -f -- "$temporary" "$file"; then
    return
  fi
  rm -f -- "$temporary"
  fail "The configuration file '$file' cannot be written."
}

# Whether pipelined will be able to use the key that was given last.
remember_key() {
  verdict=good
  if [ $wanted -eq 5 ]; then
    case $(printf '%s' "$1" | base64 -d 2>/dev/null) in
    *"$return_character"*) verdict=bad ;;
    '-----BEGIN '*'PRIVATE KEY-----'*'-----END '*'PRIVATE KEY-----') ;;
    *) verdict=bad ;;
    esac
  fi
  mkdir -p -- "$var/$instance" && echo $verdict >"$var/$instance/practice-key"
}

reload() {
  for file in "$conf/serverConf.xml" "$conf"/config-*.xml; do
    readable "$file"
  done
  mkdir -p -- "$var/default/log"
  pid=$(task_pid web@default) || pid=0
  log=$var/default/log/web.log
  log_line info 'Configuration read again'
  say 'Configuration read again.'
}
