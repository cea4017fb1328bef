# Sent after a connection was lost: ends the shell that was at work over it, and tells from what is on the host what became of
# a change. Goes with host-library.sh.
# Statuses: 0 it happened; 80 it was not begun, and nothing of it is left; 81 it cannot be told, standard error says why;
# 82 a command ran past its deadline and was ended.

# The process $1 that began at $2 (proc(5), field 22) lives, or died and is still listed: rb_state, rb_group, rb_session.
rb_listed() {
  rb_l= rb_s=$2
  [ -n "$1" ] && { read -r rb_l <"/proc/$1/stat"; } 2>/dev/null || return 1
  set -- ${rb_l##*) }
  rb_state=$1 rb_group=$3 rb_session=$4
  [ "${20}" = "$rb_s" ]
}
rb_lives() { rb_listed "$1" "$2" && [ "$rb_state" != Z ] && [ "$rb_state" != X ]; }
# rb_below = the processes that descend from $1 or are of its session, as PID.START.
rb_scan() {
  rb_root=$1 rb_all= rb_q=" $1 " rb_below=
  for rb_f in /proc/[0-9]*/stat; do
    { read -r rb_l <"$rb_f"; } 2>/dev/null || continue
    rb_p=${rb_l%% *}
    set -- ${rb_l##*) }
    [ "$1" != Z ] && [ "$rb_p" != "$rb_root" ] || continue
    rb_l=$2
    [ "$4" != "$rb_root" ] || rb_l=$rb_root
    rb_all="$rb_all $rb_p:$rb_l:$rb_p.${20}"
  done
  rb_n=1
  while [ $rb_n = 1 ]; do
    rb_n=0
    for rb_f in $rb_all; do
      rb_p=${rb_f%%:*} rb_l=${rb_f#*:}
      case $rb_q in *" $rb_p "*) continue ;; esac
      case $rb_q in *" ${rb_l%%:*} "*) rb_q="$rb_q$rb_p " rb_below="$rb_below ${rb_l#*:}" rb_n=1 ;; esac
    done
  done
}
# One of these PID.START lives.
rb_any() {
  for rb_f in "$@"; do
    if rb_lives "${rb_f%.*}" "${rb_f#*.}"; then return 0; fi
  done
  return 1
}
# Waits for a moment; rb_tenths = tenths of a second that were waited so far.
rb_tenths=0
rb_nap() {
  if [ $rb_tenths -lt 10 ] && sleep 0.1 2>/dev/null; then
    rb_tenths=$((rb_tenths + 1))
  elif sleep 0.5 2>/dev/null; then
    rb_tenths=$((rb_tenths + 5))
  else
    sleep 1
    rb_tenths=$((rb_tenths + 10))
  fi
}
# Stops what is below $1, until nothing new comes up.
rb_hold() {
  rb_held=
  until [ "$rb_held" = "$rb_below" ]; do
    rb_held=$rb_below
    for rb_f in $rb_held; do kill -STOP "${rb_f%.*}" 2>/dev/null; done
    rb_scan "$1"
  done
}
# rb_fence PID START all|alone: ends a shell of ours, and with "all" what it started. rb_left = what it started otherwise.
rb_fence() {
  rb_left= rb_end=
  if rb_listed "$1" "$2"; then
    kill -STOP "$1" 2>/dev/null
    rb_end=$1.$2
  elif [ -e "/proc/$1" ]; then
    return 0
  fi
  rb_scan "$1"
  if [ "$3" = all ]; then rb_hold "$1" && rb_end="$rb_end $rb_below"; else rb_left=$rb_below; fi
  for rb_f in $rb_end; do kill -KILL "${rb_f%.*}" 2>/dev/null; done
  rb_tenths=0
  while rb_any $rb_end; do
    [ $rb_tenths -lt 50 ] || {
      echo "the shell of the lost connection cannot be ended" >&2
      return 81
    }
    rb_nap
  done
}

# The backup number $1 is not needed: what it was made for did not happen.
rb_forget() { rm -f -- "$HOME/.runbook/backups/$rb_tag/$1" ".rb.$rb_tag.$1.b"; }
rb_unclear() {
  echo "$1" >&2
  return 81
}
# rb_trace_write FOLDER NAME NUMBER NEW OLD|- EXPECTED
rb_trace_write() {
  cd -P -- "$1" 2>/dev/null || return 80
  rm -f -- ".rb.$rb_tag.$3.t"
  rb_s=
  rb_there "$2" || [ "$5" != - ] || return 80
  rb_plain "$2" && rb_sum "$2"
  rb_now=$rb_s
  if [ "$rb_now" = "$4" ] && rb_is "$2" "$6" 2>/dev/null; then
    rm -f -- ".rb.$rb_tag.$3.b"
    rb_sync .
  elif [ "$rb_now" = "$5" ]; then
    rb_forget "$3"
    return 80
  else
    rb_unclear "$2 is neither as it was nor as it was to be"
  fi
}
# rb_trace_rewrite FOLDER NAME NUMBER NEW OLD OWNER MODE EXPECTED: what was begun in the file itself is finished.
rb_trace_rewrite() {
  cd -P -- "$1" 2>/dev/null || return 80
  rb_file=$2 rb_backups=$HOME/.runbook/backups/$rb_tag
  rb_kept=$rb_backups/$3 rb_temp=$rb_backups/$3.t
  rb_s=
  rb_plain "$2" && rb_sum "$2"
  case $rb_s in
  "$4") ;;
  "$5")
    rm -f -- "$rb_temp" "$rb_kept"
    return 80
    ;;
  *)
    rb_begun "$rb_s" && rb_fill "$rb_temp" "$4" ||
      rb_unclear "$2 is neither as it was nor as it was to be; the old content is in $rb_kept" || return
    ;;
  esac
  rm -f -- "$rb_temp"
  rb_is "$2" "$8" 2>/dev/null || { rb_own "$2" "$6" "$7" && rb_is "$2" "$8"; } || return 81
  rb_sync "$2"
}
# The file, whose digest is $1, is the beginning of what was to be written into it.
rb_begun() {
  rb_n=$(stat -c %s -- "$rb_file") && rb_f=$1 && [ -f "$rb_temp" ] || return
  [ "$rb_n" != 0 ] || return 0
  rb_s=$(dd if="$rb_temp" bs="$rb_n" count=1 iflag=fullblock status=none | sha256sum)
  [ "${rb_s%% *}" = "$rb_f" ]
}
# rb_trace_attributes PATH EXPECTED: setting them twice does no harm.
rb_trace_attributes() { rb_is "$1" "$2" 2>/dev/null || return 80; }
# rb_trace_directory PATH OWNER MODE EXPECTED: one that was made and has no attributes yet gets them.
rb_trace_directory() {
  rb_there "$1" || return 80
  [ -d "$1" ] && [ ! -L "$1" ] || rb_unclear "$1 is no directory" || return
  rb_is "$1" "$4" 2>/dev/null || { [ -O "$1" ] && rb_own "$1" "$2" "$3" && rb_is "$1" "$4"; } ||
    rb_unclear "$1 is there, but not as it was to be" || return
  rb_sync "${1%/*}/"
}
# rb_trace_link FOLDER NAME NUMBER TARGET OLDTARGET
rb_trace_link() {
  cd -P -- "$1" 2>/dev/null || return 80
  rm -f -- ".rb.$rb_tag.$3.l"
  if [ -L "$2" ]; then
    rb_l=$(readlink -- "$2")
    if [ "$rb_l" = "$4" ]; then
      rb_sync .
      return
    fi
    [ "$rb_l" != "$5" ] || return 80
  elif [ -z "$5" ] && ! rb_there "$2"; then
    return 80
  fi
  rb_unclear "$2 leads neither where it led nor where it was to lead"
}
# rb_trace_remove PATH NUMBER SEEN
rb_trace_remove() {
  cd -P -- "${1%/*}/" 2>/dev/null || return 0
  if ! rb_there "${1##*/}"; then
    rm -f -- ".rb.$rb_tag.$2.b"
    rb_sync .
    return
  fi
  case $(stat -c '%i %d %s %.9Y' -- "${1##*/}") in
  $3)
    rb_forget "$2"
    return 80
    ;;
  esac
  rb_unclear "something else is at $1 now"
}

# rb_process FILE: rb_pid and rb_start of the process that the kernel's line in it tells of.
rb_process() {
  rb_pid= rb_start= rb_l=
  { read -r rb_l <"$1"; } 2>/dev/null || return
  rb_pid=${rb_l%% *}
  set -- ${rb_l##*) }
  rb_start=${20-}
}
# rb_trace_run NUMBER TENTHS same|other: waits for the command and tells as rb_run does, within so many tenths of a second;
# after "other" than the boot that it was begun in, nothing can be told.
rb_trace_run() {
  rb_scratch=$HOME/.runbook/run/$rb_tag
  rb_i=$rb_scratch/$1
  if [ "$3" = other ]; then
    rb_c=
    { read -r rb_c <"$rb_i.r"; } 2>/dev/null
    case $rb_c in
    *.) rb_unclear "the host was restarted meanwhile; before that, the command ended with status ${rb_c%.}" ;;
    *) rb_unclear "the host was restarted meanwhile" ;;
    esac
    return
  fi
  rb_tenths=0
  until [ -s "$rb_i.w" ]; do
    rb_any $rb_left || break
    rb_nap
  done
  [ -s "$rb_i.w" ] || {
    rm -f -- "$rb_i".[oe] "$HOME/.runbook/backups/$rb_tag/$1".*
    return 80
  }
  rb_process "$rb_i.w"
  rb_await "$2" || return
  [ -s "$rb_i.r" ] || {
    rb_process "$rb_i.p"
    rb_await "$2" || return
  }
  rb_tell || rb_unclear "how it ended was written down nowhere"
}
# Until the process is gone, or so many tenths of a second are over: then the command is ended.
rb_await() {
  while rb_lives "$rb_pid" "$rb_start"; do
    [ $rb_tenths -lt "$1" ] || {
      rb_stop || rb_unclear "it ran past its deadline, and could not be ended" || return
      rb_ran="$rb_ran${rb_i##*/} "
      return 82
    }
    rb_nap
  done
}
# Ends the command, and all of its session; false when some of it lives on.
rb_stop() {
  rb_process "$rb_i.p"
  [ -n "$rb_pid" ] || return
  rb_scan "$rb_pid"
  kill -TERM "-$rb_pid" 2>/dev/null
  for rb_f in $rb_below; do
    if rb_listed "${rb_f%.*}" "${rb_f#*.}" && [ "$rb_session" = "$rb_pid" ] && [ "$rb_group" != "$rb_pid" ]; then kill -TERM "${rb_f%.*}"; fi
  done 2>/dev/null
  rb_tenths=0
  while [ $rb_tenths -lt 30 ] && { rb_lives "$rb_pid" "$rb_start" || { rb_scan "$rb_pid" && rb_any $rb_below; }; }; do rb_nap; done
  kill -KILL "-$rb_pid" 2>/dev/null
  rb_tenths=0
  while rb_scan "$rb_pid"; rb_any "$rb_pid.$rb_start" $rb_below; do
    [ $rb_tenths -lt 20 ] || return
    for rb_f in $rb_below; do kill -KILL "${rb_f%.*}" 2>/dev/null; done
    rb_nap
  done
}
# rb_trace_past PATH NUMBER: when only the journal tells of a change of a file: what it left beside the file goes away, and what
# was begun in the file itself is finished.
rb_trace_past() {
  rb_real "$1" || [ $? = 44 ] || return 0
  cd -P -- "${rb_path%/*}/" 2>/dev/null || return 0
  rb_file=${rb_path##*/} rb_kept=$HOME/.runbook/backups/$rb_tag/$2
  rb_temp=$rb_kept.t
  rm -f -- ".rb.$rb_tag.$2".[tlb]
  [ -f "$rb_temp" ] || return 0
  rb_sum "$rb_temp"
  rb_new=$rb_s
  if rb_plain "$rb_file" && rb_sum "$rb_file" && [ "$rb_s" != "$rb_new" ]; then
    rb_now=$rb_s
    { rb_sum "$rb_kept" && [ "$rb_s" = "$rb_now" ]; } || { rb_begun "$rb_now" && rb_fill "$rb_temp" "$rb_new"; } ||
      rb_unclear "$1 is neither as it was nor as it was to be; the old content is in $rb_kept" || return
  fi
  rm -f -- "$rb_temp"
}
