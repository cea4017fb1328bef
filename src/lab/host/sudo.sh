#!/bin/sh
# A practice sudo: the users of a practice host are one and the same, so it runs the command; nobody gains any right.
# The machine's own sudo is never called. A file practice-sudo-refused in the host's folder makes it refuse.
host=$(cd "${0%/*}/.." && pwd) || exit 1
path=$host/bin:/usr/local/bin:/usr/bin:/bin
newline='
'

refuse() {
  echo "sudo: $1" >&2
  exit 1
}

usage() {
  echo "usage: sudo [-knH] [-p prompt] [-u user] [VAR=value] [--] command [arg ...]" >&2
  exit 1
}

user=root quiet='' act=run
while [ $# -gt 0 ]; do
  case $1 in
  --) shift && break ;;
  --user=*) user=${1#--user=} ;;
  --user | -u | -[HSknE]*u | -p | -g)
    [ $# -gt 1 ] || usage
    case $1 in -*n*u) quiet=1 ;; esac
    case $1 in -p | -g) ;; *) user=$2 ;; esac
    shift
    ;;
  -u*) user=${1#-u} ;;
  -p*) ;;
  -V | --version)
    echo 'Sudo version 1.9 (practice)'
    exit 0
    ;;
  -l | --list) act=list ;;
  -v | --validate) act=validate ;;
  --non-interactive) quiet=1 ;;
  --set-home | --preserve-env | --stdin | --reset-timestamp) ;;
  -*[!HSknE]* | -) usage ;;
  -*) case $1 in *n*) quiet=1 ;; esac ;;
  *) break ;;
  esac
  shift
done

case $user in
neolane | '#1001') user=neolane home=$host/usr/local/neolane ;;
root | '#0') user=root home=$host/root ;;
*) refuse "unknown user $user${newline}sudo: error initializing audit plugin sudoers_audit" ;;
esac
if [ -e "$host/practice-sudo-refused" ]; then
  [ -n "$quiet" ] || refuse "a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper${newline}sudo: a password is required"
  refuse 'a password is required'
fi
case $act in
list)
  printf 'User neolane may run the following commands on this practice host:\n    (root, neolane) NOPASSWD: ALL\n'
  exit 0
  ;;
validate) exit 0 ;;
esac
[ $# -gt 0 ] || usage
for word; do
  case $word in [A-Za-z_]*=*) ;; *) break ;; esac
done
PATH=$path
export PATH
command -v -- "$word" >/dev/null 2>&1 || refuse "$word: command not found"
exec env -i HOME="$home" USER="$user" LOGNAME="$user" SHELL=/bin/sh TMPDIR="$host/tmp" PATH="$path" \
  SUDO_USER="${LOGNAME-neolane}" SUDO_UID=1001 SUDO_GID=1001 SUDO_COMMAND="$word" "$@"
