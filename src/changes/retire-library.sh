# Sent when a run leaves a host on which it kept something: what much older runs kept there goes. Goes with host-library.sh.
# rb_retire DAY SECONDS: of the folders beside ours those that are a run's by name, owner and manifest, whose name says a day before
# DAY (as 20261123), and in which nothing was put for SECONDS, by the host's own clock: both clocks would have to be wrong. Each goes
# whole, by a rename, so that no run is left with half of what it kept; not while another run is at work on the host.
rb_retire() {
  [ -n "$rb_backups" ] && cd -P -- "${rb_backups%/*}" && [ -O . ] || return
  rb_a=$1 rb_n=$2
  set --
  for rb_i in ????????-??????-????-????????????????; do
    case $rb_i in *[!0-9a-z-]*) continue ;; esac
    case ${rb_i%%-*} in *[!0-9]*) continue ;; esac
    [ "${rb_i%%-*}" -lt "$rb_a" ] || break
    [ "$rb_i" != "$rb_tag" ] && [ -d "$rb_i" ] && [ ! -L "$rb_i" ] && [ -O "$rb_i" ] &&
      rb_plain "$rb_i/manifest" && rb_unmounted "$PWD/$rb_i" && set -- "$@" "$rb_i"
  done
  [ $# != 0 ] || [ -d .retired ] || return 0
  flock -n 9 && rb_l=$(stat -c '%Y %n' -- "$rb_tag" "$@") || return
  set -- $rb_l
  rb_now=$1 rb_l=
  shift 2
  while [ $# != 0 ]; do
    [ $((rb_now - $1)) -lt "$rb_n" ] || rb_l="$rb_l $2"
    shift 2
  done
  for rb_i in $rb_l; do rb_beside; done
  mkdir -p .retired && [ ! -L .retired ] && [ -O .retired ] || return
  [ -z "$rb_l" ] || mv -f -- $rb_l .retired
  rm -rf .retired 2>/dev/null || { chmod -R u+rwx .retired && rm -rf .retired; }
}
# What the run rb_i left beside files because it was killed; its name alone says that it is ours.
rb_beside() {
  while IFS='	' read -r rb_m rb_o; do
    case $rb_m in '' | *[!0-9.]*) continue ;; esac
    case $rb_o in /*) ;; *) continue ;; esac
    for rb_f in "${rb_o%/*}/.rb.$rb_i.$rb_m".[btl]; do
      if rb_there "$rb_f"; then rm -f -- "$rb_f"; fi
    done
  done <"$rb_i/manifest"
}
