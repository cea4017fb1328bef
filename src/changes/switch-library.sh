# The dead-man switch: a process of its own on the host that undoes changes unless they are confirmed in time. Goes with
# host-library.sh and trace-library.sh. Its folder ~/.runbook/switch/TAG.NUMBER holds `undo`, its program, `pid`, the kernel's
# line on it, `armed`, which one rename makes either `confirmed` or `fired`, `now` once somebody asked it not to wait (with text in
# it when the shell that made the changes is idle, and may live), and after it fired `ended`, its status, and `said`. The switch of a
# block also has `undo.1`, `undo.2` ..., a program for each group of changes, and `shells`, who made them.

# rb_arm NUMBER SECONDS LENGTH   (payload: the program). It is counting when this returns, and has part in our locks.
rb_arm() {
  rb_sw=$HOME/.runbook/switch/$rb_tag.$1
  mkdir -p -- "${rb_sw%/*}" && mkdir -- "$rb_sw" || {
    rb_drain "$3"
    return 74
  }
  rb_receive "$rb_sw/undo" "$3" && rb_sync "$rb_sw/undo" "$rb_sw" || rb_disarm || return
  rb_l=
  { read -r rb_l <"/proc/$$/stat" && [ -r /proc/uptime ]; } 2>/dev/null || {
    echo "the host tells nothing of its processes" >&2
    rb_disarm || return
  }
  set -- "$2" $$ ${rb_l##*) }
  rb_watch "$1" "$2" "${22}"
  rb_tenths=0
  until [ -e "$rb_sw/armed" ]; do
    [ $rb_tenths -lt 100 ] || {
      echo "the dead-man switch was not set within ten seconds" >&2
      rb_disarm || return
    }
    rb_nap
  done
}
# rb_more NUMBER STEP LENGTH   (STEP: nine digits, as names sort; payload: a program): the switch of a block undoes what this shell is
# about to do, too. A switch that has fired in this moment either finds our name and ends us, or we find that it has: 83.
rb_more() {
  rb_sw=$HOME/.runbook/switch/$rb_tag.$1
  [ -e "$rb_sw/armed" ] || {
    rb_drain "$3"
    return 83
  }
  rm -f -- "$rb_sw/undo.t"
  rb_receive "$rb_sw/undo.t" "$3" && mv -- "$rb_sw/undo.t" "$rb_sw/undo.$2" && rb_sync "$rb_sw/undo.$2" "$rb_sw" || return 74
  rb_l=
  { read -r rb_l <"/proc/$$/stat"; } 2>/dev/null
  set -- ${rb_l##*) }
  echo "$$ ${20}" >>"$rb_sw/shells" || return 74
  [ -e "$rb_sw/armed" ] || return 83
}
# rb_undo of a block's switch: the programs, the last one first.
rb_undo_all() {
  rb_steps=
  for rb_f in "$rb_sw"/undo.[0-9]*; do [ ! -e "$rb_f" ] || rb_steps="${rb_f##*/} $rb_steps"; done
  rb_worst=0
  for rb_step in $rb_steps; do
    (
      rb_bad=0
      . "$rb_sw/$rb_step"
      exit $rb_bad
    ) || rb_worst=1
  done
  return $rb_worst
}
# The switch rb_sw is not to be: one that begins late finds no folder, and can make nothing in it. (A rename cannot come halfway.)
rb_disarm() {
  mv -T -- "$rb_sw" "$rb_sw.late"
  rm -rf -- "$rb_sw" "$rb_sw.late"
  return 74
}
# What the command number $1, whose status is $2, left for whoever asks outlives this shell: the switch may yet undo it.
rb_untold() {
  case $rb_ran in *" $1 ") rb_ran=${rb_ran%"$1 "} ;; esac
  return "$2"
}
# rb_watch SECONDS PID|- START|-: begins the switch rb_sw, whose process descends from nobody here and has its own session.
rb_watch() {
  (
    umask "$rb_umask"
    setsid sh "$rb_sw/undo" "$rb_sw" "$rb_tag" "$@" </dev/null >>"$rb_sw/said" 2>&1 &
  )
}
# rb_guard FOLDER TAG SECONDS PID|- START|-: the switch itself. Before it undoes, it ends the shell that made the changes.
rb_guard() {
  rb_sw=$1
  read -r rb_l </proc/self/stat
  echo "$rb_l" >"$rb_sw/pid"
  read -r rb_now rb_f </proc/uptime
  rb_last=$((${rb_now%%.*} + $3 + 1))
  [ -e "$rb_sw/confirmed" ] || [ -e "$rb_sw/fired" ] || printf '' >"$rb_sw/armed"
  while [ -e "$rb_sw/armed" ] && [ ! -e "$rb_sw/now" ]; do
    read -r rb_now rb_f </proc/uptime
    [ "${rb_now%%.*}" -lt $rb_last ] || break
    rb_nap
  done
  rb_tenths=0
  until mv -- "$rb_sw/armed" "$rb_sw/fired" 2>/dev/null; do
    [ -e "$rb_sw/armed" ] || {
      [ ! -e "$rb_sw/confirmed" ] || rm -rf -- "$rb_sw"
      exit
    }
    # Where nothing can be written, nobody can confirm either.
    [ $rb_tenths -lt 100 ] || break
    rb_nap
  done
  [ -s "$rb_sw/now" ] || {
    [ "$4" = - ] || rb_fence "$4" "$5" all
    [ "$4" = - ] || [ ! -e "$rb_sw/shells" ] || rb_fence_more
    rb_halt
  }
  rb_undo
  rb_x=$?
  [ -e "$rb_sw/fired" ] || mv -- "$rb_sw/armed" "$rb_sw/fired" || exit
  echo "$rb_x." >"$rb_sw/ended"
}
# Ends the shells that had part in the block of this switch.
rb_fence_more() {
  while read -r rb_who rb_since <&4; do rb_fence "$rb_who" "$rb_since" all; done 4<"$rb_sw/shells"
}
# Ends the commands that were begun, also where their shell was gone before.
rb_halt() {
  for rb_u in "$rb_sw"/[0-9]*; do
    rb_i=$HOME/.runbook/run/$rb_tag/${rb_u##*/}
    ! rb_works "$rb_i.w" || rb_fence "$rb_pid" "$rb_start" all
    ! rb_works "$rb_i.p" || rb_stop
  done
}
# The process that the file $1 tells of lives.
rb_works() { rb_process "$1" && [ -n "$rb_pid" ] && rb_lives "$rb_pid" "$rb_start"; }
# rb_switch NUMBER confirm|undo|end TENTHS: 0 confirmed, 83 undone, 80 there is no such switch, 81 it cannot be told.
rb_switch() {
  rb_sw=$HOME/.runbook/switch/$rb_tag.$1
  [ -d "$rb_sw" ] || return 80
  # The rename itself tells: the switch may take the folder away right behind it.
  if { [ "$2" = confirm ] && mv -- "$rb_sw/armed" "$rb_sw/confirmed" 2>/dev/null; } || [ -e "$rb_sw/confirmed" ]; then
    ! rb_works "$rb_sw/pid" || kill -KILL "-$rb_pid" 2>/dev/null
    rm -rf -- "$rb_sw"
    return 0
  fi
  printf %s "${2#end}" 2>/dev/null >"$rb_sw/now"
  rb_tenths=0 rb_again=
  until [ -s "$rb_sw/ended" ]; do
    [ -d "$rb_sw" ] || return 80
    if ! rb_works "$rb_sw/pid" && [ ! -s "$rb_sw/ended" ]; then
      [ ! -e "$rb_sw/fired" ] || rb_unclear "the dead-man switch was ended in the middle of undoing" || return
      if [ -z "$rb_again" ] && { [ -n "$rb_pid" ] || [ $rb_tenths -ge 50 ]; }; then
        rb_again=1
        rb_watch 0 - -
      fi
    fi
    [ $rb_tenths -lt "$3" ] || rb_unclear "the dead-man switch is still undoing" || return
    rb_nap
  done
  rb_c=
  read -r rb_c <"$rb_sw/ended"
  rb_n=$(stat -c %s -- "$rb_sw/said") || rb_n=0
  dd if="$rb_sw/said" bs=4096 skip=$((rb_n > 57344 ? rb_n / 4096 - 14 : 0)) count=15 status=none >&2
  [ "$rb_c" = 0. ] || return 81
  return 83
}
# What the switch number $1 left is not needed any more, nor what the commands printed that it undid.
rb_switch_heard() {
  rb_sw=$HOME/.runbook/switch/$rb_tag.$1
  for rb_f in "$rb_sw"/[0-9]*; do rm -f -- "$HOME/.runbook/run/$rb_tag/${rb_f##*/}".[a-z]; done
  rmdir -- "$HOME/.runbook/run/$rb_tag" 2>/dev/null
  rm -rf -- "$rb_sw"
}
