# --- logs --------------------------------------------------------------------------------------------------------

# log_line LEVEL TEXT: appended to "log" for process "pid".
log_line() {
  now=$(date -u +%Y-%m-%dT%H:%M:%S.%N)
  case ${now##*.} in
  *[!0-9]* | '') now=${now%%.*}.999 ;;
  *) now=${now%??????} ;;
  esac
  printf '%sZ\t%s\t%s\t1\t%s\tlog\t%s\n' "$now" "$pid" $((pid + 39)) "$1" "$2" >>"$log"
}

# What pipelined would write after a start on instance $1; without syslogd nothing is written.
log_pipelined() {
  started=$pid
  task_pid syslogd@default >/dev/null || return 0
  pid=$started log=$var/$1/log/pipelined.log key=''
  mkdir -p -- "$var/$1/log"
  log_line info "Starting pipelined module (pid=$pid)"
  [ ! -r "$var/$1/practice-key" ] || read -r key <"$var/$1/practice-key"
  if [ "$(effective "$1" pipelined authType)" != imsJwtToken ]; then
    log_line error 'Listener: JWT Token is empty. (iRc=16384)'
    log_line error "INT-150012 The HTTP query returned a 'Forbidden' type error (403) (iRc=-53)"
    log_line error '{"error":"This client: practice is no longer allowed to get access token."}'
  elif [ -e "$conf/practice-key-refused" ] || [ "$key" = bad ] || [ -z "$(effective "$1" shared/ims authIMSTAClientId)" ]; then
    log_line error 'XSV-350176 Invalid private key to get JSON web tokens. (iRc=16384)'
    log_line warning 'Connection seems to have been lost. Attempting to reconnect.'
    log_line error "INT-150012 The HTTP query returned a 'Bad Request' type error (400) (iRc=-53)"
    log_line error "XTK-170065 Error while authenticating: '{\"error_description\":\"JWT token is missing.\",\"error\":\"invalid_token\"}' (iRc=16384)"
    log_line error 'IMS Service Token is empty. (iRc=16384)'
    log_line error "Unknown authentication mode: 'Bearer realm=\"Adobe Analytics\"'. (iRc=-55)"
    log_line error 'BAS-010007 Function not implemented (iRc=-55)'
  else
    log_line info 'Listener: connected to the pipeline'
    log_line info 'Listener: ping received'
  fi
}
