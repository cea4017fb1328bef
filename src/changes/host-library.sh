# Functions defined once in every kept shell: all that the engine ever does to a host's files.
# POSIX sh with coreutils or busybox. A process costs about 1 ms of host CPU, so builtins do what they can.
# The text is constant; paths, digests and contents come with the frames.
#   rb_tag   of this run on this host          rb_dir, rb_path   folder and path in work, links resolved
#   rb_kept  the backup of what is in work     rb_old            a second name of its inode, where it can have one
# Statuses: 44 not there, 45 wrong type, 46 no access, 72 done in part, 73 no backup, 74 cannot create or write,
# 75 not what was seen, 76 cannot rename, 77 cannot set owner or mode, 78 something is in the way, 79 not as it should be afterwards.
rb_umask= rb_uid= rb_gid=
while read -r rb_f rb_l rb_s; do
  case $rb_f in
  Umask:) rb_umask=$rb_l ;;
  Uid:) rb_uid=$rb_l ;;
  Gid:)
    rb_gid=$rb_l
    break
    ;;
  esac
done 2>/dev/null </proc/self/status
rb_umask=${rb_umask:-$(umask)}
umask 077

# --- looking -----------------------------------------------------------------------------------------------------

# rb_path = $1 without symbolic links, rb_dir = its folder. 44: no such folder; rb_path is resolved as far as it goes, also over
# links that lead to nothing.
rb_real() {
  rb_path=$1 rb_n=0
  while :; do
    case $rb_path in /) ;; */) rb_path=${rb_path%/} ;; esac
    rb_dir=${rb_path%/*} rb_rest=
    rb_dir=${rb_dir:-/}
    if cd -P -- "$rb_dir" 2>/dev/null; then
      rb_dir=$PWD rb_path=${PWD%/}/${rb_path##*/}
      [ -L "$rb_path" ] || return 0
    else
      rb_from=$rb_path
      while [ ! -d "$rb_dir" ]; do
        rb_from=$rb_dir
        rb_dir=${rb_dir%/*}
        rb_dir=${rb_dir:-/}
      done
      cd -P -- "$rb_dir" 2>/dev/null || {
        echo "$rb_dir: Permission denied" >&2
        return 46
      }
      rb_rest=${rb_path#"$rb_from"} rb_dir=$PWD rb_path=${PWD%/}/${rb_from##*/}
      [ -L "$rb_path" ] || {
        rb_path=$rb_path$rb_rest
        return 44
      }
    fi
    rb_n=$((rb_n + 1))
    [ $rb_n -le 40 ] || {
      echo "$rb_path: too many symbolic links" >&2
      return 46
    }
    rb_l=$(readlink -- "$rb_path") || return 46
    case $rb_l in
    /*) rb_path=$rb_l$rb_rest ;;
    *) rb_path=${rb_dir%/}/$rb_l$rb_rest ;;
    esac
  done
}
rb_stat() { stat -c '%f %u %g %i %d %h %s %.9Y:%U:%G' -- "$1"; }
# The real path and NUL, a line of stat, at most the first $2 bytes.
rb_read() {
  rb_real "$1"
  rb_r=$?
  printf '%s\0' "$rb_path"
  [ $rb_r = 0 ] || return $rb_r
  [ -e "$rb_path" ] || return 44
  [ -f "$rb_path" ] || return 45
  rb_stat "$rb_path" && dd if="$rb_path" bs="$2" count=1 iflag=fullblock status=none
}
# The path with its folder resolved and NUL, a line of stat, the target of a link.
rb_lstat() {
  rb_path=/ rb_r=0
  case $1 in
  /) ;;
  *)
    rb_real "${1%/*}/."
    rb_r=$?
    rb_path=${rb_path%/.}/${1##*/}
    ;;
  esac
  printf '%s\0' "$rb_path"
  [ $rb_r = 0 ] || return $rb_r
  [ -e "$rb_path" ] || [ -L "$rb_path" ] || return 44
  rb_stat "$rb_path" && if [ -L "$rb_path" ]; then readlink -- "$rb_path"; fi
}
# Names, each ended by NUL.
rb_list() {
  rb_real "$1" || return
  [ -e "$rb_path" ] || return 44
  [ -d "$rb_path" ] || return 45
  cd -P -- "$rb_path" 2>/dev/null && [ -r . ] || {
    echo "$1: Permission denied" >&2
    return 46
  }
  for rb_f in * .[!.]* ..?*; do
    if [ -e "$rb_f" ] || [ -L "$rb_f" ]; then printf '%s\0' "$rb_f"; fi
  done
}

# --- pieces of a careful write -----------------------------------------------------------------------------------

# What was killed is begun once more.
rb_rm() { rm -f -- "$@" || rm -f -- "$@"; }
rb_sync() { sync -- "$@" 2>/dev/null || sync; }
rb_sum() { rb_s=$(exec sha256sum <"$1") && rb_s=${rb_s%% *}; }
# rb_s, rb_old_s = digests of $1 and $2, in one process where there is a /dev/fd.
rb_sums() {
  if rb_s=$(exec sha256sum /dev/fd/3 /dev/fd/4 2>/dev/null 3<"$1" 4<"$2"); then
    rb_old_s=${rb_s#* /dev/fd/3?} rb_s=${rb_s%% *}
    rb_old_s=${rb_old_s%% *}
  else
    rb_old_s=
    rb_sum "$2" && rb_old_s=$rb_s
    rb_sum "$1"
  fi
}
# rb_backups = folder of this run's backups.
rb_store() {
  rb_backups=$HOME/.runbook/backups/$rb_tag
  [ -d "$rb_backups" ] || mkdir -p -- "$rb_backups"
}
# Keeps the file $1 as number $2: its inode under a second name in the store; where the store is on another file system, a
# durable copy there, and the second name beside the file until the change is made.
rb_keep() {
  rb_store || return 73
  rb_kept=$rb_backups/$2 rb_old=$rb_backups/$2
  ln -T -- "$1" "$rb_kept" 2>/dev/null || [ "$1" -ef "$rb_kept" ] || {
    rb_copy "$1" || return 73
    rb_old=${rb_dir%/}/.rb.$rb_tag.$2.b
    ln -T -- "$1" "$rb_old" 2>/dev/null || [ "$1" -ef "$rb_old" ] || rb_old=
  }
  rb_note "$2" "${rb_dir%/}/$1" || {
    rb_unkeep
    return 73
  }
}
# rb_kept = a durable copy of $1.
rb_copy() {
  (set -C && : >"$rb_kept") || return 73
  { cp --preserve=all -- "$1" "$rb_kept" 2>/dev/null || cp -p -- "$1" "$rb_kept"; } && rb_sync "$rb_kept" "$rb_backups" || {
    rm -f -- "$rb_kept"
    return 73
  }
}
rb_note() { printf '%s\t%s\n' "$1" "$2" >>"$rb_backups/manifest"; }
# Nothing was changed: no backup is needed.
rb_unkeep() { rb_rm "$rb_kept" ${rb_old:+"$rb_old"}; }
# The change is made: what is beside the file goes, what is in the store stays.
rb_tidy() { [ -z "$rb_old" ] || [ "$rb_old" = "$rb_kept" ] || rb_rm "$rb_old"; }
rb_drain() { [ "$1" = 0 ] || dd bs="$1" count=1 iflag=fullblock status=none of=/dev/null; }
# The payload of $2 bytes into the new file $1, as umask says. In spite of `set -C` a shell opens what is no regular file, such as the FIFO
# of someone who guessed the name: what was opened is looked at before it is written to.
rb_receive() {
  if [ -e "$1" ] || [ -L "$1" ]; then
    echo "$1: File exists" >&2
    rb_drain "$2"
    return 74
  fi
  rb_r=0
  set -C
  {
    if [ -f /dev/fd/1 ] || [ ! -e /dev/fd/1 ]; then
      rb_r=1
      [ "$2" = 0 ] || dd bs="$2" count=1 iflag=fullblock conv=fsync status=none
    fi
  } >"$1"
  rb_x=$?
  set +C
  [ $rb_r = 1 ] || {
    rb_drain "$2"
    return 74
  }
  [ $rb_x = 0 ] || {
    rm -f -- "$1"
    return 74
  }
}
rb_arrived() {
  [ "$1" = "$2" ] || {
    echo "the content did not arrive whole" >&2
    return 74
  }
}
# The file $2 gets owner, mode, ACL and attributes of $1; without GNU cp, owner $3 and mode $4.
rb_like() {
  cp --attributes-only --preserve=all --no-preserve=timestamps -- "$1" "$2" 2>/dev/null || {
    chown -- "$3" "$2" 2>/dev/null
    chmod -- "$4" "$2"
  }
}
rb_own() {
  [ -z "$2" ] || chown -h -- "$2" "$1" || return 77
  [ -z "$3" ] || chmod -- "$3" "$1" || return 77
}
# The path has the type, mode, owner and group of the pattern "f u g" (hex and decimal, * for any).
rb_has() {
  rb_l=$(exec stat -c '%f %u %g' -- "$1") || return
  case $rb_l in
  $2) ;;
  *) return 79 ;;
  esac
}
rb_is() {
  rb_has "$@" || {
    echo "$1: has (type and mode, user, group) ${rb_l:-nothing} instead of $2" >&2
    return 79
  }
}
# Owner $2 and mode $3, unless no owner is asked for and the pattern $4 fits already. 77: cannot, 79: does not fit even so.
rb_fit() {
  if [ -z "$2" ] && rb_has "$1" "$4"; then return; fi
  rb_own "$1" "$2" "$3" && rb_is "$1" "$4"
}
rb_plain() { [ -f "$1" ] && [ ! -L "$1" ]; }
rb_there() { [ -e "$1" ] || [ -L "$1" ]; }

# --- changes -----------------------------------------------------------------------------------------------------

# rb_write FOLDER NAME NUMBER LENGTH NEW OLD|- OWNER MODE EXPECTED UMASK OLDOWNER OLDMODE   (NEW, OLD: sha256; payload: the bytes)
rb_write() {
  cd -P -- "$1" || {
    rb_drain "$4"
    return 74
  }
  rb_dir=$PWD rb_file=$2 rb_temp=.rb.$rb_tag.$3.t
  umask "${10}"
  rb_receive "$rb_temp" "$4"
  rb_r=$?
  umask 077
  [ $rb_r = 0 ] || return $rb_r
  if [ "$6" != - ]; then
    rb_plain "$rb_file" || rb_give_up 75 || return
    rb_like "$rb_file" "$rb_temp" "${11}" "${12}"
  fi
  if [ "$6" = - ]; then rb_fit "$rb_temp" "$7" "$8" "$9"; else rb_own "$rb_temp" "$7" "$8" && rb_is "$rb_temp" "$9"; fi &&
    [ -r "$rb_temp" ] || rb_give_up 77 || return
  rb_put "$3" "$5" "$6" "$9" 3<"$rb_temp"
}
rb_give_up() {
  rb_rm "$rb_temp"
  return "$1"
}
# rb_put NUMBER NEW OLD|- EXPECTED: the new file rb_temp, open as 3, becomes rb_file. Owner and mode of that inode were looked at.
rb_put() {
  if [ "$3" = - ]; then rb_place "$2"; else rb_replace "$@"; fi || return
  rb_sync .
  [ "$rb_s" = "$2" ] || return 79
  [ /dev/fd/3 -ef "$rb_file" ] || rb_is "$rb_file" "$4"
}
# The new file rb_temp (digest $1) under the free name rb_file; a file system without hard links has only a rename that may
# lose a race. rb_s = the digest of rb_file afterwards.
rb_place() {
  rb_sum "$rb_temp"
  rb_arrived "$rb_s" "$1" || rb_give_up 74 || return
  ln -T -- "$rb_temp" "$rb_file" 2>/dev/null || [ "$rb_temp" -ef "$rb_file" ] || {
    if rb_there "$rb_file"; then rb_give_up 78 || return; fi
    mv -nT -- "$rb_temp" "$rb_file"
    [ ! -e "$rb_temp" ] || rb_give_up 74 || return
  }
  rb_rm "$rb_temp"
  rb_sum "$rb_file"
}
# rb_temp and rb_file change places in one step of the kernel (renameat2), so that nothing is lost that somebody puts under the name
# in the last moment: what came out is rb_old and goes away, or it gets its name back. 75: that, or nothing is there any more;
# 1: not on this host (no perl, a kernel or file system without it), and nothing was changed.
rb_exchange() {
  command -v perl >/dev/null || return 1
  (exec perl -MConfig -e '
    my ($new, $file, $old) = @ARGV;
    my %number = (x86_64 => 316, aarch64 => 276, riscv64 => 276, loongarch64 => 276, s390x => 347, powerpc64le => 357);
    my ($machine) = $Config{archname} =~ /^(\w+)/;
    my $call = $number{$machine} or exit 1;
    my $here = -100;
    sub which_inode { join ":", (lstat $_[0])[0, 1] }
    sub swap { syscall($call, $here, $new, $here, $file, 2) == 0 }
    my $ours = which_inode($new);
    swap() or exit($! == 2 && -e $new ? 75 : 1);
    if (which_inode($new) eq which_inode($old)) { unlink $new; exit 0 }
    swap() or exit 2;
    swap(), unlink $new if which_inode($new) ne $ours;
    exit 75' -- "$rb_temp" "$rb_file" "$rb_old" 2>/dev/null)
}
# The same where they cannot: what is put under the name in the last moment is lost.
rb_over() {
  if [ -n "$rb_old" ] && [ "$rb_temp" -ef "$rb_old" ]; then
    rb_rm "$rb_temp"
  else
    mv -fT -- "$rb_temp" "$rb_file" || [ ! -e "$rb_temp" ]
  fi
}
# The new file rb_temp (digest $2) over rb_file, if that is what was seen (digest $3); compared before and after it. What
# ended badly may have done its work all the same. rb_s = the digest of rb_file afterwards.
rb_replace() {
  rb_keep "$rb_file" "$1" || rb_give_up 73 || return
  rb_sums "$rb_temp" "$rb_kept"
  rb_arrived "$rb_s" "$2" || {
    rb_unkeep
    rb_give_up 74 || return
  }
  [ "$rb_old_s" = "$3" ] && { [ -z "$rb_old" ] || [ "$rb_file" -ef "$rb_old" ]; } || {
    rb_unkeep
    rb_give_up 75 || return
  }
  rb_x=1
  [ -z "$rb_old" ] || {
    rb_exchange
    rb_x=$?
  }
  [ $rb_x != 75 ] || {
    rb_unkeep
    rb_give_up 75 || return
  }
  [ $rb_x = 0 ] || rb_over || {
    rb_unkeep
    rb_give_up 76 || return
  }
  [ -n "$rb_old" ] || {
    rb_sum "$rb_file"
    return
  }
  rb_sums "$rb_file" "$rb_old"
  if [ "$rb_old_s" != "$3" ]; then
    [ "$rb_s" != "$2" ] || mv -fT -- "$rb_old" "$rb_file"
    rb_sync .
    return 75
  fi
  rb_tidy
}
# rb_rewrite: as rb_write, into the existing inode after a durable copy; for files that cannot be renamed over.
rb_rewrite() {
  cd -P -- "$1" && rb_store || {
    rb_drain "$4"
    return 74
  }
  rb_dir=$PWD rb_file=$2 rb_kept=$rb_backups/$3 rb_temp=$rb_backups/$3.t rb_old=
  rb_receive "$rb_temp" "$4" || return
  rb_copy "$rb_file" || rb_give_up 73 || return
  rb_sums "$rb_temp" "$rb_kept"
  rb_arrived "$rb_s" "$5" || {
    rb_unkeep
    rb_give_up 74 || return
  }
  [ "$rb_old_s" = "$6" ] && rb_note "$3" "${rb_dir%/}/$rb_file" || {
    rb_unkeep
    rb_give_up 75 || return
  }
  rb_fill "$rb_temp" "$5" || {
    rb_holds "$6" || rb_fill "$rb_kept" "$6" || {
      echo "neither old nor new: the old content is in $rb_kept" >&2
      rb_give_up 72 || return
    }
    rb_unkeep
    rb_give_up 74 || return
  }
  rb_rm "$rb_temp"
  rb_own "$rb_file" "$7" "$8" && rb_is "$rb_file" "$9"
}
# The bytes of $1 (digest $2) into rb_file.
rb_fill() {
  rb_plain "$rb_file" && dd if="$1" of="$rb_file" bs=65536 conv=fsync status=none && rb_holds "$2"
}
rb_holds() { rb_sum "$rb_file" && [ "$rb_s" = "$1" ]; }
# rb_attributes PATH OWNER MODE EXPECTED
rb_attributes() {
  [ ! -L "$1" ] || return 75
  rb_own "$1" "$2" "$3" && rb_is "$1" "$4"
}
# rb_directory PATH OWNER MODE EXPECTED
rb_directory() {
  mkdir -m "$3" -- "$1" || {
    rb_there "$1" && return 78
    return 74
  }
  rb_fit "$1" "$2" "$3" "$4" || {
    rb_r=$?
    [ $rb_r != 77 ] || rmdir -- "$1"
    return $rb_r
  }
  rb_sync "${1%/*}/"
}
# rb_link FOLDER NAME NUMBER TARGET OLDTARGET   (OLDTARGET empty: the name is free)
rb_link() {
  cd -P -- "$1" || return 74
  rb_temp=.rb.$rb_tag.$3.l
  if [ -z "$5" ]; then
    ln -sT -- "$4" "$2" || {
      rb_there "$2" && return 78
      return 74
    }
  else
    [ -L "$2" ] && [ "$(readlink -- "$2")" = "$5" ] || return 75
    ln -sT -- "$4" "$rb_temp" || return 74
    mv -fT -- "$rb_temp" "$2" || [ ! -L "$rb_temp" ] || rb_give_up 76 || return
  fi
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
# rb_remove PATH NUMBER SEEN   (SEEN: a pattern of inode, device, size and time of change)
rb_remove() {
  cd -P -- "${1%/*}/" || return 74
  rb_dir=$PWD rb_file=${1##*/}
  rb_s=$(exec stat -c '%i %d %s %.9Y' -- "$rb_file") || return 75
  case $rb_s in
  $3) ;;
  *) return 75 ;;
  esac
  if rb_plain "$rb_file"; then
    rb_keep "$rb_file" "$2" || return
    [ -z "$rb_old" ] || [ "$rb_file" -ef "$rb_old" ] || {
      rb_unkeep
      return 75
    }
    rm -f -- "$rb_file" || ! rb_there "$rb_file" || {
      rb_unkeep
      return 74
    }
    rb_tidy
  elif [ -d "$rb_file" ] && [ ! -L "$rb_file" ]; then
    rb_unmounted "${rb_dir%/}/$rb_file" || return 74
    rb_set_aside "$2" || rm -rf -- "$rb_file" || return 72
  else
    rm -f -- "$rb_file" || return 74
  fi
  if rb_there "$rb_file"; then return 79; fi
  rb_sync .
}

# --- commands ----------------------------------------------------------------------------------------------------

# rb_save PATH NUMBER: a durable copy of what a command is going to write itself.
rb_save() {
  rb_real "$1" || case $? in 44) return 0 ;; *) return 73 ;; esac
  [ -f "$rb_path" ] || return 0
  rb_store || return 73
  rb_kept=$rb_backups/$2
  rb_copy "$rb_path" && rb_note "$2" "$rb_path"
}
# rb_run NUMBER piped|empty FOLDER PROGRAM ARGUMENT...
# Runs detached from this connection: output and status go to files, so that a lost link loses nothing. NUMBER.w says who
# waits for the program, NUMBER.p which process it is: pid, and the kernel's line on it. Statuses of the function: 74 it was
# not begun, 125 it cannot be told how the program ended, or what it printed.
# rb_setsid, rb_sh: found before, where the environment has a PATH of its own.
rb_ran=' ' rb_i=
rb_run() {
  rb_scratch=$HOME/.runbook/run/$rb_tag
  [ -d "$rb_scratch" ] || mkdir -p -- "$rb_scratch" || return 74
  rb_empty
  rb_i=$rb_scratch/$1 rb_in=$2 rb_wd=$3
  printf '' >"$rb_i.o" && printf '' >"$rb_i.e" || return 74
  shift 3
  {
    (
      rb_w=
      read -r rb_w </proc/self/stat
      echo "$rb_w" >"$rb_i.w" || exit
      umask "$rb_umask"
      rb_environment
      cd -- "$rb_wd" 2>"$rb_i.e" || {
        echo 126. >"$rb_i.r"
        exit
      }
      if [ "$rb_in" = piped ]; then
        rb_input | "${rb_setsid:-setsid}" "$@" >"$rb_i.o" 2>"$rb_i.e" 8>&- 9>&- &
      else
        "${rb_setsid:-setsid}" "$@" </dev/null >"$rb_i.o" 2>"$rb_i.e" 8>&- 9>&- &
      fi
      rb_p=$!
      read -r rb_a <"/proc/$rb_p/stat"
      echo "$rb_p $rb_a" >"$rb_i.p"
      wait "$rb_p"
      echo "$?." >"$rb_i.r"
    ) &
  } >/dev/null 2>&1
  wait $!
  [ -s "$rb_i.w" ] || return 74
  rb_tell
}
# The status of rb_i on a line, then its output.
rb_tell() {
  rb_c=
  read -r rb_c 2>/dev/null <"$rb_i.r"
  case $rb_c in
  *.) echo "${rb_c%.}" ;;
  *) return 125 ;;
  esac
  rb_show "$rb_i.o" && rb_show "$rb_i.e" >&2 || return 125
  rb_ran="$rb_ran${rb_i##*/} "
}
# All of a file up to about 1 MiB; of a longer one the beginning, what is left out, and the end. What dd counted (blocks of 64 KiB)
# tells which it is.
rb_show() {
  [ -s "$1" ] || return 0
  { rb_c=$(exec dd if="$1" bs=65536 count=8 iflag=fullblock 2>&1 >&3) || return; } 3>&1
  case $rb_c in [0-7]+*) return ;; esac
  rb_n=$(stat -c %s -- "$1") && [ "$rb_n" -gt 524288 ] || return 0
  rb_b=$((rb_n / 65536 - 7))
  if [ $rb_b -gt 8 ]; then
    rb_s=$(dd if="$1" bs=65536 count=$((rb_n / 65536 + 1)) status=none | sha256sum) || return
    rb_s="; all $rb_n bytes have the SHA-256 ${rb_s%% *}"
    [ "$(stat -c %s -- "$1")" = "$rb_n" ] || rb_s=
    printf '\n[%s bytes are left out here%s]\n' $((rb_b * 65536 - 524288)) "$rb_s"
  else
    rb_b=8
  fi
  dd if="$1" bs=65536 skip=$rb_b count=8 status=none
}
# What the command before this one printed has been heard by now.
rb_empty() {
  case $rb_ran in *" ${rb_i##*/} ") : >"$rb_i.o" && : >"$rb_i.e" ;; esac
}
# The end of a frame with input: $1 is its status.
rb_forget_input() {
  unset -f rb_input
  return "$1"
}
# These numbers are of commands that ran in an earlier part of the run, and whose end was told.
rb_recall() {
  rb_scratch=$HOME/.runbook/run/$rb_tag
  for rb_f in "$@"; do rb_ran="$rb_ran$rb_f "; done
}
# At the shell's orderly end, and then only: nothing stays of the commands whose end was told. A trap for the exit would not do,
# since a bash that dies of a signal, a closed pipe's too, does what it trapped.
goodbye() {
  [ "$rb_ran" != ' ' ] && cd -- "$rb_scratch" 2>/dev/null || return 0
  rb_s=
  set --
  for rb_f in *; do
    case $rb_ran in
    *" ${rb_f%.*} "*) set -- "$@" "$rb_f" ;;
    *) rb_s=others ;;
    esac
  done
  if [ -z "$rb_s" ]; then cd .. && rm -rf -- "$rb_tag"; else rm -f -- "$@"; fi
}
# rb_hello NAME TOOL...   (NAME: who should be logged in, or nothing where that proves nothing)
# Home, who we are as id(1) says it, missing tools, the mount table, which boot this is and which process this shell, each
# ended by NUL.
rb_hello() {
  if [ -n "$1" ] && [ "$LOGNAME" = "$1" ] && [ -n "$rb_gid" ]; then
    printf '%s\0' "$HOME" "uid=$rb_uid($1) gid=$rb_gid"
  else
    printf '%s\0' "$HOME" "$(id)"
  fi
  shift
  for rb_f in "$@"; do command -v "$rb_f" >/dev/null || printf '%s ' "$rb_f"; done
  printf '\0'
  [ ! -r /proc/self/mountinfo ] || cat /proc/self/mountinfo
  rb_b= rb_l=
  {
    read -r rb_b </proc/sys/kernel/random/boot_id
    read -r rb_l <"/proc/$$/stat"
  } 2>/dev/null
  printf '\0%s %s\0' "$rb_b" "$rb_l"
}

# --- taking back -------------------------------------------------------------------------------------------------

# What is in the folder $1 can be renamed into the folder $2: one file system, one mount. $3: a number of this run's.
rb_movable() {
  rb_m=.rb.$rb_tag.$3.m
  (set -C && : >"$1/$rb_m") 2>/dev/null || return 74
  ln -T -- "$1/$rb_m" "$2/$rb_m" 2>/dev/null
  rb_x=$?
  rm -f -- "$1/$rb_m" "$2/$rb_m"
  return $rb_x
}
# The folder rb_file goes into the store as number $1, whole, by one rename.
rb_set_aside() {
  rb_store && rb_movable . "$rb_backups" "$1" && rb_note "$1" "${rb_dir%/}/$rb_file" &&
    mv -T -- "$rb_file" "$rb_backups/$1" 2>/dev/null && rb_sync "$rb_backups"
}
# rb_restore FOLDER NAME NUMBER KEPT NEW|- OLD|- EXPECTED: what was kept as KEPT (NEW: the sha256 of a file) comes back under its
# name, over the file that was seen there (OLD) or where nothing is; the very inode, where it can be linked.
rb_restore() {
  cd -P -- "$1" || return 74
  rb_dir=$PWD rb_file=$2 rb_temp=.rb.$rb_tag.$3.t rb_new=$5
  if [ -d "$4" ] && [ ! -L "$4" ]; then
    rb_put_back "$4" "$3" || return
  else
    rb_bring "$4" && rb_sum "$rb_temp" || return 74
    [ "$rb_new" != - ] || rb_new=$rb_s
    [ "$rb_s" = "$rb_new" ] || {
      echo "what was kept in $4 is not what it was" >&2
      rb_give_up 74 || return
    }
    rb_is "$rb_temp" "$7" || rb_give_up 77 || return
    [ "$6" = - ] || rb_plain "$rb_file" || rb_give_up 75 || return
    rb_put "$3" "$rb_new" "$6" "$7" 3<"$rb_temp" || return
    [ ! "$4" -ef "$rb_file" ] || rm -f -- "$4"
  fi
  rb_is "$rb_file" "$7"
}
# rb_temp = the kept file $1: a second name of its inode, or a durable copy.
rb_bring() {
  ln -T -- "$1" "$rb_temp" 2>/dev/null && return
  [ $? = 1 ] || return 74
  (set -C && : >"$rb_temp") || return 74
  { cp --preserve=all -- "$1" "$rb_temp" 2>/dev/null || cp -p -- "$1" "$rb_temp"; } && rb_sync "$rb_temp" || rb_give_up 74
}
# The kept folder $1 gets its name back.
rb_put_back() {
  if rb_there "$rb_file"; then return 78; fi
  rb_movable . "${1%/*}" "$2" || {
    echo "$1 is on another file system" >&2
    return 74
  }
  mv -nT -- "$1" "$rb_file" || return 74
  [ ! -e "$1" ] || return 78
  rb_sync . "${1%/*}"
}
# rb_rmdir PATH SEEN: an empty folder goes away.
rb_rmdir() {
  cd -P -- "${1%/*}/" || return 74
  rb_s=$(stat -c '%i %d %s %.9Y' -- "${1##*/}") || return 75
  case $rb_s in
  $2) ;;
  *) return 75 ;;
  esac
  rmdir -- "${1##*/}" || return 74
  rb_sync .
}
# rb_written NUMBER PATH...: of each path that a command writes, the sha256 of what rb_save kept and of what is there now;
# "-": nothing, "+": no file.
rb_written() {
  rb_k=$HOME/.runbook/backups/$rb_tag/$1 rb_a=0
  shift
  for rb_f in "$@"; do
    rb_digest "$rb_k.$rb_a"
    printf '%s ' "$rb_s"
    rb_real "$rb_f"
    rb_digest "$rb_path"
    echo "$rb_s"
    rb_a=$((rb_a + 1))
  done
}
rb_digest() {
  rb_s=-
  if rb_plain "$1"; then
    rb_sum "$1"
  elif rb_there "$1"; then
    rb_s=+
  fi
}

# --- locks -------------------------------------------------------------------------------------------------------

# The kernel holds them for as long as this shell lives, or the wrapper of a command that outlives it; a command has no part in
# them. ~/.runbook/lock is the user's lock of the whole host; a named one shares it with other names. Their text: EPOCH RUN PID
# START WHO. The epoch grows when a lock is broken on purpose, so that a run which held it cannot take it again.
# Text that others wrote, and what it leaves running, has no part in them either: it begins with this, in a subshell.
rb_apart() { exec 8>&- 9>&-; }
# rb_lock NAME|'' RUN EPOCH|- SECONDS WHO
# 50: somebody else holds it, whose text is printed; 51: it was broken. Prints the epoch and how it is held: own, run (another
# shell of the run has it), none (this user's home cannot be written to).
rb_lock() {
  rb_l=$HOME/.runbook
  [ -d "$rb_l" ] || mkdir -- "$rb_l" 2>/dev/null
  [ -d "$rb_l" ] && [ -w "$rb_l" ] || {
    echo "0 none"
    return 0
  }
  rb_f=$rb_l/lock rb_m=
  : 9>>"$rb_f" || return 74
  command exec 9>>"$rb_f"
  if [ -n "$1" ]; then
    [ -d "$rb_l/locks" ] || mkdir -- "$rb_l/locks" || return 74
    rb_take 9 -s "$4" "$rb_f" "$2" || return
    rb_f=$rb_l/locks/$1
    : 8>>"$rb_f" || return 74
    command exec 8>>"$rb_f"
    rb_take 8 -x "$4" "$rb_f" "$2" || return
  else
    rb_take 9 -x "$4" "$rb_f" "$2" || return
  fi
  rb_e=0 rb_o=
  read -r rb_e rb_o <"$rb_f"
  case $rb_e in '' | *[!0-9]*) rb_e=0 ;; esac
  case $3 in
  - | "$rb_e") ;;
  *) return 51 ;;
  esac
  if [ -z "$rb_m" ]; then
    read -r rb_o </proc/self/stat
    set -- "$2" "$5" $$ ${rb_o##*) }
    echo "$rb_e $1 $3 ${23} $2" >"$rb_f"
  fi
  echo "$rb_e ${rb_m:-own}"
}
# Gives them back.
rb_let_go() { command exec 8>&- 9>&-; }
# rb_take DESCRIPTOR -s|-x SECONDS FILE RUN: rb_m = "run" where another shell of the run has it, which is as good.
rb_take() {
  flock "$2" -n "$1" && return 0
  rb_n=0
  until rb_holder "$4" || [ $rb_n = 20 ]; do
    rb_n=$((rb_n + 1))
    sleep 0.1 2>/dev/null || sleep 1
    flock "$2" -n "$1" && return 0
  done
  [ "${rb_o%% *}" = "$5" ] && rb_m=run && return 0
  [ "$3" != 0 ] && flock "$2" -w "$3" "$1" && return 0
  rb_holder "$4"
  echo "${rb_o:-nobody says who}"
  return 50
}
# rb_o = RUN PID START WHO of the shell that holds the lock of the file $1; false while nobody that lives says so.
rb_holder() {
  if flock -s -n "$1" true; then
    for rb_s in "${1%/*}"/locks/*; do
      if [ -f "$rb_s" ] && ! flock -n "$rb_s" true; then set -- "$rb_s"; fi
    done
  fi
  rb_e= rb_o=
  read -r rb_e rb_o <"$1"
  set -- $rb_o
  [ -n "$3" ] && { read -r rb_s <"/proc/$2/stat"; } 2>/dev/null || return 1
  rb_e=$3
  set -- ${rb_s##*) }
  [ "${20}" = "$rb_e" ]
}
# rb_unlock NAME|'' RUN WHO: breaks the lock that RUN holds. 52: RUN does not hold it; prints its text. Needs rb_fence.
rb_unlock() {
  rb_lock=$HOME/.runbook/lock
  [ -z "$1" ] || rb_lock=$HOME/.runbook/locks/$1
  rb_e= rb_o=
  { read -r rb_e rb_o <"$rb_lock"; } 2>/dev/null
  if flock -n "$rb_lock" true 2>/dev/null || [ "${rb_o%% *}" != "$2" ]; then
    flock -n "$rb_lock" true 2>/dev/null || echo "${rb_o:-nobody says who}"
    return 52
  fi
  rb_next="$((rb_e + 1)) !$2 by $3"
  set -- $rb_o
  rb_fence "$2" "$3" all || return
  flock -w 10 "$rb_lock" sh -c 'echo "$1" >"$2"' sh "$rb_next" "$rb_lock"
}
