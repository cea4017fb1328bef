# --- tasks -------------------------------------------------------------------------------------------------------

# task_pid NAME: prints its process id when it runs.
task_pid() {
  while read -r name pid megabytes; do
    [ "$name" != "$1" ] || {
      echo "$pid"
      return 0
    }
  done <"$tasks"
  return 1
}

next_pid() {
  read -r pid <"$var/practice-pid"
  pid=$((pid + 7 + $$ % 13))
  echo "$pid" >"$var/practice-pid"
}

no_task() { fail "No task corresponds to the mask $mask"; }

# Ends the tasks that the mask matches and leaves their names in "stopped".
stop_tasks() {
  stopped=''
  : >"$tasks.$$"
  while read -r name pid megabytes; do
    # shellcheck disable=SC2254 # a mask may hold wildcards
    case $name in
    $mask)
      stopped="$stopped $name"
      say "Stop requested for '$name' ($(command_of "$name"), pid=$pid, tid=$((pid + 1)))..."
      ;;
    *) echo "$name $pid $megabytes" >>"$tasks.$$" ;;
    esac
  done <"$tasks"
  mv -f -- "$tasks.$$" "$tasks"
  [ -n "$stopped" ]
}

# The watchdog serves all instances.
command_of() {
  case $1 in *@*) instance=${1#*@} ;; *) instance=default ;; esac
  printf "'nlserver %s -tracefile:%s -instance:%s -detach'" "${1%@*}" "$1" "$instance"
}

start_task() {
  file=$conf/config-${1#*@}.xml
  [ "$1" = watchdog ] || readable "$file"
  next_pid
  say "Running task '$1' ($(command_of "$1")) in a new process"
  banner
  say "Starting '${1%@*}' module (pid=$pid, tid=$((pid + 1)))..."
  echo "$1 $pid $((pid % 40 + 2)).$((pid % 10))" >>"$tasks"
  [ "${1%@*}" != pipelined ] || log_pipelined "${1#*@}"
}

# The mask of a start, stop or restart; the default instance when none is named.
mask_of() {
  mask=''
  for option; do
    case $option in -*) ;; *) mask=$option ;; esac
  done
  case $mask in
  '') fail 'Which module? For example pipelined@instance.' ;;
  *@* | watchdog) ;;
  *) mask=$mask@default ;;
  esac
}

start() {
  mask_of "$@"
  module=${mask%@*} instance=${mask#*@}
  case $instance in */*) no_task ;; esac
  [ -r "$conf/config-$instance.xml" ] || no_task
  xml get "$conf/config-$instance.xml" "$module" || xml get "$conf/serverConf.xml" "$module" || no_task
  if pid=$(task_pid "$mask"); then
    say "Task '$mask' is already running (pid=$pid)."
  else
    start_task "$mask"
  fi
}

stop() {
  mask_of "$@"
  stop_tasks || no_task
}

restart() {
  mask_of "$@"
  stop_tasks || no_task
  for name in $stopped; do
    start_task "$name"
  done
}

pdump() {
  wanted=''
  for option; do
    case $option in -instance:*) wanted=${option#-instance:} ;; esac
  done
  shown=''
  while read -r name pid megabytes; do
    case $wanted in '' | "${name#*@}") echo "$name ($pid) - $megabytes MB" && shown=1 ;; esac
  done <"$tasks"
  [ -n "$shown" ] || echo 'no task'
}

monitor() {
  [ "${1-}" = -missing ] || fail 'The practice nlserver knows only monitor -missing.'
  for file in "$conf"/config-*.xml; do
    instance=${file##*/config-} seen=' '
    instance=${instance%.xml}
    { xml modules "$file" && { [ "$instance" = default ] || xml modules "$conf/serverConf.xml"; }; } |
      while read -r module automatic; do
        case $seen in *" $module "*) continue ;; esac
        seen="$seen$module "
        case $automatic in true | 1) task_pid "$module@$instance" >/dev/null || echo "$module@$instance" ;; esac
      done
  done
}
