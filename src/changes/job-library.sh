# A job: a command that nobody waits for (`async` with `poll: 0`). Its folder ~/.runbook/jobs/TAG.NUMBER holds `job`, which is this text
# behind trace-library.sh; `stdout` and `stderr`; `job.w`, the kernel's line on who watches over the program, and `job.p`, its pid and
# the line on it; `boot`; `until`, the second since the boot at which its time is over; `late`, once that has ended it; and in the end
# `job.r`, its status. `sh FOLDER/job` tells how it is doing.

# rb_job_start SECONDS piped|empty FOLDER PROGRAM ARGUMENT...: in the folder rb_job, which has its `job`, the program runs on without us, for so many seconds; it has no part in
# our locks, and descends from nobody here. Prints the job's folder. 74: it was not begun; 125: it may have been.
rb_job_start() {
  rb_job_age
  rb_in=$2
  rb_scratch=$HOME/.runbook/run/$rb_tag
  rb_i=$rb_scratch/${rb_job##*.}
  { [ -d "$rb_scratch" ] || mkdir -p -- "$rb_scratch"; } && : >"$rb_i.j" || {
    rm -rf -- "$rb_job"
    return 74
  }
  set -- "$PATH" "$rb_umask" "$@"
  rb_sync "$rb_job/job" "$rb_job" "${rb_job%/*}"
  rb_x=$(
    exec 8>&- 9>&- 2>"$rb_job/stderr"
    rb_environment
    if [ "$rb_in" = piped ]; then
      { rb_input && printf %s "$rb_job"; } | rb_job_leave "$@" &
    else
      rb_job_leave "$@" </dev/null &
    fi
  )
  [ "$rb_x" = begun ] || {
    if [ -s "$rb_job/job.w" ]; then return 125; fi
    cat -- "$rb_job/stderr" >&2
    rm -rf -- "$rb_job" "$rb_i.j"
    return 74
  }
  rb_ran="$rb_ran${rb_i##*/} "
  echo "$rb_job"
}
rb_job_leave() { exec "${rb_setsid:-setsid}" "${rb_sh:-sh}" "$rb_job/job" rb_job_watch "$@"; }
# rb_job_watch PATH UMASK SECONDS piped|empty FOLDER PROGRAM ARGUMENT...: the process that watches over the program. It says "begun" as soon as that is so.
rb_job_watch() {
  rb_theirs=$PATH PATH=$1 rb_umask=$2 rb_wd=$5 rb_i=$rb_job/job
  read -r rb_now rb_f </proc/uptime
  echo $((${rb_now%%.*} + $3 + 1)) >"$rb_job/until" || exit
  cat /proc/sys/kernel/random/boot_id >"$rb_job/boot" 2>/dev/null
  printf '' >"$rb_job/stdout" || exit
  rb_text=
  # All of its input is with us, who are of no session that is ended, before it counts as begun; what ends otherwise was cut off.
  [ "$4" = empty ] || {
    rb_text=$(cat)
    case $rb_text in *"$rb_job") rb_text=${rb_text%"$rb_job"} ;; *) exit 1 ;; esac
  }
  exec </dev/null
  rb_in=$4
  shift 5
  read -r rb_l </proc/self/stat
  echo "$rb_l" >"$rb_i.w" || exit
  # Who asks after a lost connection whether it was begun looks into the folder while it has another name.
  rb_tenths=0
  until [ -s "$rb_i.w" ]; do
    [ $rb_tenths -lt 20 ] || exit
    rb_nap
  done
  rb_setsid=$(command -v setsid)
  exec 2>/dev/null
  if [ "$rb_in" = piped ]; then
    printf %s "$rb_text" | rb_job_program "$@" >"$rb_job/stdout" 2>"$rb_job/stderr" &
  else
    rb_job_program "$@" >"$rb_job/stdout" 2>"$rb_job/stderr" &
  fi
  rb_p=$! rb_text=
  read -r rb_a <"/proc/$rb_p/stat"
  echo "$rb_p $rb_a" >"$rb_i.p"
  echo begun
  exec >/dev/null 2>&1
  rb_job_limit &
  rb_w=$!
  wait "$rb_p"
  rb_c=$?
  if [ -e "$rb_job/late" ]; then wait "$rb_w"; else kill "$rb_w"; fi
  sync -- "$rb_job/stdout" "$rb_job/stderr" || sync
  echo "$rb_c." >"$rb_i.r" && { sync -- "$rb_i.r" || sync; }
}
rb_job_program() {
  umask "$rb_umask"
  cd -- "$rb_wd" || exit 126
  PATH=$rb_theirs
  exec "$rb_setsid" "$@"
}
# Ends the program when its time is over, also where the process that watches is gone.
rb_job_limit() {
  rb_process "$rb_i.p"
  read -r rb_last <"$rb_job/until"
  while rb_lives "$rb_pid" "$rb_start"; do
    read -r rb_now rb_f </proc/uptime
    rb_n=$((rb_last - ${rb_now%%.*}))
    [ $rb_n -gt 0 ] || {
      echo >"$rb_job/late"
      rb_stop
      return
    }
    sleep $((rb_n < 5 ? rb_n : 5))
  done
}
# How the job is doing, on a line: "ended STATUS", "late STATUS", "runs SECONDS" (it has left), "restarted" (the host was, before it ended),
# or "lost": nobody is there any more who knows. Behind it when it began and when it ended; then what it printed.
rb_job_tell() {
  rb_i=$rb_job/job rb_state=
  rb_job_state
  echo "$rb_told"
  [ "${rb_told%% *}" != runs ] || return 0
  for rb_f in "$rb_i.w" "$rb_i.r"; do
    if [ -e "$rb_f" ]; then stat -c %y -- "$rb_f"; else echo -; fi
  done
  rb_job_part "$rb_job/stdout"
  rb_job_part "$rb_job/stderr" >&2
}
rb_job_state() {
  rb_c= rb_b= rb_now= rb_told=restarted
  { read -r rb_b </proc/sys/kernel/random/boot_id; } 2>/dev/null
  { read -r rb_c <"$rb_job/boot"; } 2>/dev/null
  if [ "$rb_b" = "$rb_c" ] && ! rb_job_ended; then
    rb_told=lost
    if rb_job_lives; then
      read -r rb_last <"$rb_job/until"
      read -r rb_now rb_f </proc/uptime
      rb_n=$((rb_last - ${rb_now%%.*}))
      rb_told="runs $((rb_n > 0 ? rb_n : 0))"
      return
    fi
  fi
  rb_job_ended || return 0
  rb_told="ended ${rb_c%.}"
  [ ! -e "$rb_job/late" ] || rb_told="late ${rb_c%.}"
}
rb_job_ended() {
  rb_c=
  { read -r rb_c <"$rb_i.r"; } 2>/dev/null
  case $rb_c in
  *.) ;;
  *) return 1 ;;
  esac
}
# The program, or who watches over it, is there.
rb_job_lives() {
  for rb_f in "$rb_i.w" "$rb_i.p"; do
    rb_process "$rb_f" && [ -n "$rb_pid" ] && rb_lives "$rb_pid" "$rb_start" && return
  done
  return 1
}
# All of a file up to 512 KiB; of a longer one the beginning and the end.
rb_job_part() {
  rb_n=$(stat -c %s -- "$1") || return
  if [ "$rb_n" -le 524288 ]; then
    cat -- "$1"
  else
    rb_a=$((rb_n / 65536 - 3))
    dd if="$1" bs=65536 count=4 status=none
    printf '\n[%s bytes are left out here]\n' $(((rb_a - 4) * 65536))
    dd if="$1" bs=65536 skip=$rb_a status=none
  fi
}
# What jobs left that ended 30 days ago, by the host's own clock.
rb_job_age() {
  rb_l=$(cd -P -- "${rb_job%/*}" && [ -O . ] && stat -c '%Y %n' -- "${rb_job##*/}" ????????-??????-????-????????????????.* 2>/dev/null) || return 0
  set -- $rb_l
  rb_now=$1
  while [ $# -gt 1 ]; do
    case $1 in *[!0-9]*) return 0 ;; esac
    rb_i=${rb_job%/*}/$2/job
    [ $((rb_now - $1)) -lt 2592000 ] || [ -L "${rb_i%/*}" ] || rb_job_lives || rm -rf -- "${rb_i%/*}"
    shift 2
  done
}
# rb_trace_job NUMBER same|other: after the connection was lost, whether the job was begun. What begins late finds no folder. What the
# run noted before the job could begin tells a folder that was removed since from one that never was.
rb_trace_job() {
  rb_job=$HOME/.runbook/jobs/$rb_tag.$1
  rb_i=$HOME/.runbook/run/$rb_tag/$1
  [ -d "$rb_job" ] || [ -d "$rb_job.gone" ] || [ ! -e "$rb_i.j" ] || rb_unclear "it may have run: $rb_job is gone" || return
  [ -d "$rb_job" ] || [ ! -d "$rb_job.gone" ] || mv -T -- "$rb_job.gone" "$rb_job"
  [ "$2" = same ] || [ -s "$rb_job/job.w" ] || rb_unclear "the host was restarted meanwhile" || return
  rb_tenths=0
  until [ -s "$rb_job/job.w" ]; do
    rb_any $rb_left || break
    rb_nap
  done
  [ -s "$rb_job/job.w" ] || {
    if [ -d "$rb_job" ]; then mv -T -- "$rb_job" "$rb_job.gone" || return 81; fi
    [ -s "$rb_job.gone/job.w" ] || {
      rm -rf -- "$rb_job.gone" "$rb_i.j"
      return 80
    }
    mv -T -- "$rb_job.gone" "$rb_job" || return 81
  }
  echo "$rb_job"
}
case ${1-} in
rb_job_watch)
  rb_job=${0%/*}
  umask 077
  "$@"
  ;;
'')
  case $0 in
  */.runbook/jobs/*/job)
    rb_job=${0%/*}
    rb_job_tell
    ;;
  esac
  ;;
esac
