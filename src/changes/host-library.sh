# Functions defined once in every kept shell: all that the engine ever does to a host's files.
# POSIX sh with coreutils or busybox. A process costs about 1 ms of host CPU, so builtins do what they can.
# The text is constant; paths, digests and contents come with the frames.
#   T  tag of this run        D, P  folder and path in work, links resolved      K  where the old inode is kept
# Statuses: 44 not there, 45 wrong type, 46 no access, 73 no backup, 74 cannot create or write, 75 not what was seen,
# 76 cannot rename, 77 cannot set owner or mode, 78 something is in the way, 79 not as it should be afterwards.
rb_umask=$(umask)
umask 077

# --- looking -----------------------------------------------------------------------------------------------------

# P = $1 without symbolic links, D = its folder.
rb_real() {
  P=$1 rb_n=0
  while :; do
    case $P in /) ;; */) P=${P%/} ;; esac
    D=${P%/*}
    D=${D:-/}
    cd -P -- "$D" 2>/dev/null || {
      while [ ! -d "$D" ]; do
        D=${D%/*}
        D=${D:-/}
      done
      [ -x "$D" ] && return 44
      echo "$D: Permission denied" >&2
      return 46
    }
    case $PWD in
    /) D=/ P=/${P##*/} ;;
    *) D=$PWD P=$PWD/${P##*/} ;;
    esac
    [ -L "$P" ] || return 0
    rb_n=$((rb_n + 1))
    [ $rb_n -le 40 ] || {
      echo "$P: too many symbolic links" >&2
      return 46
    }
    rb_l=$(readlink -- "$P") || return 46
    case $rb_l in
    /*) P=$rb_l ;;
    *) P=$D/$rb_l ;;
    esac
  done
}
rb_stat() { stat -c '%f %u %g %U %G %i %d %h %s %.9Y' -- "$1"; }
# The real path and NUL, a line of stat, the bytes.
rb_read() {
  rb_real "$1" || return
  [ -e "$P" ] || return 44
  [ -f "$P" ] || return 45
  printf '%s\0' "$P"
  rb_stat "$P" && cat -- "$P"
}
# A line of stat, and the target of a link.
rb_lstat() {
  case $1 in
  /) ;;
  *) rb_real "${1%/*}/." || return ;;
  esac
  [ -e "$1" ] || [ -L "$1" ] || return 44
  rb_stat "$1" && if [ -L "$1" ]; then readlink -- "$1"; fi
}
# Names, each ended by NUL.
rb_list() {
  [ -d "$1" ] || {
    [ -e "$1" ] && return 45
    return 44
  }
  cd -- "$1" || return 46
  for rb_f in * .[!.]* ..?*; do
    if [ -e "$rb_f" ] || [ -L "$rb_f" ]; then printf '%s\0' "$rb_f"; fi
  done
}

# --- pieces of a careful write -----------------------------------------------------------------------------------

rb_sync() { sync -- "$@" 2>/dev/null || sync; }
rb_sum() { rb_s=$(sha256sum <"$1") && rb_s=${rb_s%% *}; }
# B = folder of this run's backups.
rb_store() {
  B=$HOME/.runbook/backups/$T
  [ -d "$B" ] || mkdir -p -- "$B"
}
# K = the old inode under a second name (number $2): in the store, or beside the file where that is another file system.
rb_keep() {
  rb_copied=
  if rb_store && ln -T -- "$1" "$B/$2" 2>/dev/null; then
    K=$B/$2
  elif ln -T -- "$1" "$D/.rb.$T.$2.b" 2>/dev/null; then
    K=$D/.rb.$T.$2.b
    return 0
  else
    rb_copy "$1" "$2" || return 73
  fi
  printf '%s\t%s\n' "$2" "$D/${1##*/}" >>"$B/manifest"
}
# K = a durable copy, where hard links are refused or the file is going to be written in place.
rb_copy() {
  rb_copied=1
  rb_store || return 73
  K=$B/$2
  (set -C && : >"$K") && cp -p -- "$1" "$K" && rb_sync "$K" "$B"
}
rb_drop() { case $K in "$D"/.rb.*) rm -f -- "$K" ;; esac }
rb_drain() { [ "$1" = 0 ] || dd bs="$1" count=1 iflag=fullblock status=none of=/dev/null; }
# The payload of $2 bytes into the new file $1, made like the file $3 (owner $4, mode $5) where one is given.
rb_receive() {
  rb_r=0
  set -C
  {
    rb_r=1
    [ -z "$3" ] || cp --attributes-only --preserve=all -- "$3" "$1" 2>/dev/null ||
      { chown -- "$4" "$1" 2>/dev/null; chmod -- "$5" "$1"; }
    [ "$2" = 0 ] || dd bs="$2" count=1 iflag=fullblock conv=fsync status=none
  } >"$1"
  rb_x=$?
  set +C
  [ $rb_r = 1 ] || rb_drain "$2"
  return $rb_x
}
rb_own() {
  [ -z "$2" ] || chown -h -- "$2" "$1" || return 77
  [ -z "$3" ] || chmod -- "$3" "$1" || return 77
}
# The path has the type, mode, owner and group of the pattern "f u g" (hex and decimal, * for any).
rb_is() {
  rb_s=$(stat -c '%f %u %g' -- "$1") || return 79
  case $rb_s in
  $2) return 0 ;;
  esac
  echo "$1: has (type and mode, user, group) $rb_s instead of $2" >&2
  return 79
}

# --- changes -----------------------------------------------------------------------------------------------------

# rb_write FOLDER NAME NUMBER LENGTH NEW OLD|- OWNER MODE EXPECTED OLDOWNER OLDMODE   (NEW, OLD: sha256; payload: the bytes)
rb_write() {
  cd -P -- "$1" || {
    rb_drain "$4"
    return 74
  }
  D=$PWD f=$2 t=.rb.$T.$3.t
  if [ "$6" = - ]; then rb_from=; else rb_from=$f; fi
  rb_receive "$t" "$4" "$rb_from" "${10}" "${11}" || {
    rm -f -- "$t"
    return 74
  }
  rb_sum "$t"
  [ "$rb_s" = "$5" ] || {
    rm -f -- "$t"
    echo "$f: the content did not arrive whole" >&2
    return 74
  }
  rb_own "$t" "$7" "$8" && rb_is "$t" "$9" || {
    rm -f -- "$t"
    return 77
  }
  if [ "$6" = - ]; then rb_place; else rb_replace "$3" "$5" "$6"; fi || return
  rb_sync .
  rb_sum "$f"
  [ "$rb_s" = "$5" ] || return 79
  rb_is "$f" "$9"
}
# The new file t under the free name f.
rb_place() {
  ln -T -- "$t" "$f" || {
    rm -f -- "$t"
    return 78
  }
  rm -f -- "$t"
}
# The new file t (digest $2) over f, if f is what was seen (digest $3); compared before and after the rename.
rb_replace() {
  [ -f "$f" ] && [ ! -L "$f" ] && rb_keep "$f" "$1" || {
    rm -f -- "$t"
    return 73
  }
  rb_sum "$K"
  if [ "$rb_s" != "$3" ] || { [ -z "$rb_copied" ] && [ ! "$f" -ef "$K" ]; }; then
    rm -f -- "$t"
    rb_drop
    return 75
  fi
  mv -fT -- "$t" "$f" || {
    rm -f -- "$t"
    rb_drop
    return 76
  }
  rb_sum "$K"
  if [ "$rb_s" != "$3" ]; then
    rb_sum "$f"
    [ "$rb_s" != "$2" ] || mv -fT -- "$K" "$f"
    rb_sync .
    return 75
  fi
  rb_drop
}
# rb_rewrite: as rb_write, into the existing inode after a durable copy; for files that cannot be renamed over.
rb_rewrite() {
  cd -P -- "$1" && rb_store || {
    rb_drain "$4"
    return 74
  }
  cd -P -- "$1"
  D=$PWD f=$2 t=$B/.rb.$3.t
  rb_receive "$t" "$4" "" && rb_sum "$t" && [ "$rb_s" = "$5" ] || {
    rm -f -- "$t"
    return 74
  }
  rb_copy "$f" "$3" || {
    rm -f -- "$t" "$K"
    return 73
  }
  rb_sum "$K"
  [ "$rb_s" = "$6" ] || {
    rm -f -- "$t" "$K"
    return 75
  }
  printf '%s\t%s\n' "$3" "$D/$f" >>"$B/manifest"
  if dd if="$t" of="$f" bs=65536 conv=fsync status=none && rb_sum "$f" && [ "$rb_s" = "$5" ]; then
    rm -f -- "$t"
  else
    dd if="$K" of="$f" bs=65536 conv=fsync status=none
    rm -f -- "$t"
    return 74
  fi
  rb_own "$f" "$7" "$8" && rb_is "$f" "$9"
}
# rb_attributes PATH OWNER MODE EXPECTED
rb_attributes() { rb_own "$1" "$2" "$3" && rb_is "$1" "$4"; }
# rb_directory PATH OWNER MODE EXPECTED
rb_directory() {
  mkdir -- "$1" || return 74
  rb_own "$1" "$2" "$3" || return 77
  rb_sync "${1%/*}/"
  rb_is "$1" "$4"
}
# rb_link FOLDER NAME NUMBER TARGET OLDTARGET|-
rb_link() {
  cd -P -- "$1" || return 74
  t=.rb.$T.$3.l
  if [ "$5" = - ]; then
    if [ -e "$2" ] || [ -L "$2" ]; then return 78; fi
  elif [ ! -L "$2" ] || [ "$(readlink -- "$2")" != "$5" ]; then
    return 75
  fi
  ln -s -- "$4" "$t" || return 74
  mv -fT -- "$t" "$2" || {
    rm -f -- "$t"
    return 76
  }
  rb_sync .
  [ "$(readlink -- "$2")" = "$4" ] || return 79
}
# Nothing is mounted on the folder $1 or below it, so that all it holds is its own. (busybox: rm knows no --one-file-system.)
rb_unmounted() {
  [ ! -r /proc/self/mountinfo ] || while read -r rb_f rb_f rb_f rb_f rb_m rb_f; do
    case $rb_m in *\\*) rb_m=$(printf '%b.' "$rb_m") rb_m=${rb_m%.} ;; esac
    case $rb_m in "$1" | "$1"/*)
      echo "$rb_m is a mount point" >&2
      return 1
      ;;
    esac
  done </proc/self/mountinfo
}
# rb_remove PATH NUMBER
rb_remove() {
  cd -P -- "${1%/*}/" || return 74
  D=$PWD
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    rb_unmounted "${D%/}/${1##*/}" && rm -rf -- "$1"
  else
    [ -L "$1" ] || [ ! -f "$1" ] || rb_keep "$1" "$2" || return 73
    rm -f -- "$1"
  fi || return 74
  if [ -e "$1" ] || [ -L "$1" ]; then return 79; fi
  rb_sync .
}

# --- commands ----------------------------------------------------------------------------------------------------

# rb_save PATH NUMBER: a durable copy of what a command is going to write itself.
rb_save() {
  rb_real "$1" || return 0
  [ -f "$P" ] || return 0
  rb_copy "$P" "$2" || return 73
  printf '%s\t%s\n' "$2" "$P" >>"$B/manifest"
}
# rb_run NUMBER piped|empty FOLDER PROGRAM ARGUMENT...
# Runs detached from this connection: output and status go to files, so that a lost link loses nothing. Prints the
# status on a line, then the output. Status 125 of the function: it cannot be told how the program ended.
rb_run() {
  U=$HOME/.runbook/run/$T
  [ -d "$U" ] || mkdir -p -- "$U" || return 74
  rb_i=$1 rb_in=$2 rb_wd=$3
  shift 3
  {
    (
      umask "$rb_umask"
      rb_environment
      cd -- "$rb_wd" 2>"$U/$rb_i.e" || {
        echo 126. >"$U/$rb_i.r"
        exit
      }
      if [ "$rb_in" = piped ]; then
        rb_input | setsid "$@" >"$U/$rb_i.o" 2>"$U/$rb_i.e" &
      else
        setsid "$@" </dev/null >"$U/$rb_i.o" 2>"$U/$rb_i.e" &
      fi
      p=$!
      read -r rb_a <"/proc/$p/stat"
      echo "$p $rb_a" >"$U/$rb_i.p"
      wait "$p"
      echo "$?." >"$U/$rb_i.r"
    ) &
  } >/dev/null 2>&1
  wait $!
  rb_c=
  read -r rb_c 2>/dev/null <"$U/$rb_i.r"
  case $rb_c in
  *.) echo "${rb_c%.}" ;;
  *) return 125 ;;
  esac
  [ ! -s "$U/$rb_i.o" ] || dd if="$U/$rb_i.o" bs=65536 count=16 status=none
  [ ! -s "$U/$rb_i.e" ] || dd if="$U/$rb_i.e" bs=65536 count=16 status=none >&2
  rm -f -- "$U/$rb_i".[oepr]
}
# Leaves no scratch folder behind; a folder that still holds something stays.
rb_clean() {
  [ ! -d "$HOME/.runbook/run/$T" ] || rmdir -- "$HOME/.runbook/run/$T" "$HOME/.runbook/run" 2>/dev/null
  :
}
# Who we are, and what is mounted: NUL-ended fields, then the mount table.
rb_hello() {
  printf '%s\0' "$HOME" "$(id)"
  for rb_f in "$@"; do command -v "$rb_f" >/dev/null || printf '%s ' "$rb_f"; done
  printf '\0'
  [ ! -r /proc/self/mountinfo ] || cat /proc/self/mountinfo
}
