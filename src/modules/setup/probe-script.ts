/**
 * Looks for the subsets in its arguments and prints `name=value` and NUL for each thing found. POSIX only; what a host does
 * not have is left out. `command -v` answers with a path only for programs.
 */
export const probeScript = `
say() { printf '%s=%s\\0' "$1" "$2"; }
place() { p=$(command -v "$1" 2>/dev/null); case $p in /*) ;; *) return 1 ;; esac; }
for subset; do
  case $subset in
    platform)
      say system "$(uname -s)"
      say kernel "$(uname -r)"
      say architecture "$(uname -m)"
      say nodename "$(uname -n)"
      ;;
    distribution)
      for f in /etc/os-release /usr/lib/os-release; do
        [ -r "$f" ] && { say os-release "$(cat "$f")"; break; }
      done
      ;;
    hardware)
      say processors "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || grep -c '^processor' /proc/cpuinfo 2>/dev/null)"
      say meminfo "$(cat /proc/meminfo 2>/dev/null)"
      ;;
    user)
      say user_id "$(id -un 2>/dev/null || id -u)"
      say user_uid "$(id -u)"
      say user_gid "$(id -g)"
      say user_dir "$HOME"
      u=$(id -u)
      while IFS=: read -r name x uid gid gecos dir shell; do
        [ "$uid" = "$u" ] && { say user_shell "$shell"; break; }
      done </etc/passwd
      ;;
    pkg_mgr)
      for t in apt-get dnf microdnf yum zypper apk pacman; do
        place "$t" && { say pkg_mgr "$t"; break; }
      done
      ;;
    python)
      for t in python3 python; do
        place "$t" && { say python "$p"; say python_version "$("$p" -V 2>&1 </dev/null)"; break; }
      done
      ;;
    tools)
      for t in sh ash bash dash ksh mksh zsh csh tcsh fish; do place "$t" && say shell "$t"; done
      for t in curl wget openssl gpg tar gzip bzip2 xz zstd unzip rsync git perl ruby node java psql mysql sqlite3 \\
        docker podman kubectl systemctl rc-service crontab sudo doas setfacl getenforce ip ss nft iptables lsof tmux \\
        screen vi nano jq xmllint; do
        place "$t" && say tool "$t"
      done
      ;;
  esac
done
:`;
