#!/bin/bash
# lab.sh - N fake "hosts" on one Linux machine, reached over real OpenSSH on loopback only.
#
#   lab.sh up N        start hosts 1..N (adds to a running lab; waits until every sshd listens)
#   lab.sh down        kill every host, unmount, remove everything (the machine is left as it was)
#   lab.sh reset [I..] put the product files of all hosts (or hosts I..) back to their first state
#   lab.sh status      hosts up, memory, mounts
#   lab.sh addr I      address of host I            lab.sh pid I    pid (outside) of host I's init = its sshd
#   lab.sh upper I     the folder that holds all that host I ever wrote (empty until then)
#   lab.sh sh I CMD..  run CMD as root inside host I without ssh (look behind the tool's back)
#   lab.sh freeze I | thaw I    SIGSTOP/SIGCONT every process of the host (accepts TCP, never answers)
#   lab.sh kill I      host gone: connection refused, open sessions get RST/FIN
#   lab.sh drop I | undrop I    silently drop all packets to/from the host (nft; dead peer, no RST)
#   lab.sh cpu         CPU seconds used by all hosts so far (cgroup), for server-side accounting
#
# One host = one mount+pid+uts namespace whose root is an overlay mount:
#     lower = $LAB/base (users, sudo, product tree; made once) over the machine's own /, read only
#     upper = $LAB/h/I/upper on a tmpfs (empty until the host writes something)
# so every file anywhere on host 17 is separate from host 18 and from the real machine, and no file is
# copied at start.  sshd is pid 1 of the host; killing it kills everything the host ever started.
# Host I listens on 127.1.(I/256).(I%256):$PORT only.  Nothing listens outside 127.0.0.0/8, and
# resolv.conf is empty in the hosts so nothing (sudo, ansible) asks a DNS server.
# Needs: root (CAP_SYS_ADMIN), overlayfs, openssh-server, sudo, util-linux.  No docker.
#
# Environment: LAB_DIR (directory, default /run/runbook-lab), LAB_PORT (2222), LAB_SIZE (8g), LAB_SSHD_EXTRA
# (sshd_config lines put first, so they win: e.g. "MaxSessions 10", "RekeyLimit 1M"), LAB_PRODUCT (a program that is called
# once with the base folder and puts the product's files there; it may make BASE.I too, which lies over BASE on host I;
# default: product.sh beside this file), LAB_HOME (home of neolane, /home/neolane). Two labs with different LAB_DIR and
# LAB_PORT can run side by side.
#
# Users of a host: neolane (may sudo to anyone), ops (may sudo to neolane only) and guest (may not sudo at all); all log in
# with client/id_ed25519.
#
# Files for clients, in $LAB/client (readable by all): id_ed25519[.pub], known_hosts, ssh_config,
# hosts.txt (one address a line), names.txt, inventory.ini (ansible)

set -u
LAB=${LAB_DIR:-/run/runbook-lab}
PORT=${LAB_PORT:-2222}
UPPER_SIZE=${LAB_SIZE:-8g}        # ceiling of the tmpfs, not a reservation
SELF=$(readlink -f "$0")
USERNAME=neolane; UID_=4242; HOME_=${LAB_HOME:-/home/neolane}
PRODUCT_HOME=/usr/local/neolane
GROUP=runbook-lab-$PORT           # the cgroup of all hosts
SSHD=$(command -v sshd || echo /usr/sbin/sshd)
die() { echo "lab.sh: $*" >&2; exit 1; }
# names of host I, in variables (no subshell: a fork each would be most of the start-up time)
vars() { ADDR=127.1.$(( $1 / 256 )).$(( $1 % 256 )); INST=camp$(( ($1 - 1) % 4 + 1 )); printf -v NAME 'h%04d' "$1"; H=$LAB/h/$1; }
hosts_up() { local d; for d in "$LAB"/h/*/pid; do [ -e "$d" ] && d=${d%/pid} && echo "${d##*/}"; done 2>/dev/null | sort -n; }
hpid() { cat "$LAB/h/$1/pid" 2>/dev/null; }
alive() { local p=; read -r p 2>/dev/null <"$LAB/h/$1/pid" && [ -d "/proc/$p" ]; }

# user NAME UID HOME: an account in the base layer
user() {
  local B=$LAB/base
  sed -i "/^$1:/d" "$B/etc/passwd" "$B/etc/group" "$B/etc/shadow"
  echo "$1:x:$2:$2:$1:$3:/bin/bash" >>"$B/etc/passwd"; echo "$1:x:$2:" >>"$B/etc/group"; echo "$1:*:19000:0:99999:7:::" >>"$B/etc/shadow"
  mkdir -p "$B$3/.ssh"; cp "$LAB/client/id_ed25519.pub" "$B$3/.ssh/authorized_keys"
  chmod 700 "$B$3/.ssh"; chmod 600 "$B$3/.ssh/authorized_keys"; chown -R "$2:$2" "$B$3"
}

make_base() {
  local B=$LAB/base
  mkdir -p "$B"/{etc/sudoers.d,etc/ssh,home,usr/local}
  cp /etc/passwd /etc/group /etc/shadow "$B/etc/"; chmod 640 "$B/etc/shadow"
  user $USERNAME $UID_ "$HOME_"; user ops 4343 /home/ops; user guest 4444 /home/guest
  echo "$USERNAME ALL=(ALL:ALL) NOPASSWD: ALL" >"$B/etc/sudoers.d/zz-lab"
  echo "ops ALL=($USERNAME) NOPASSWD: ALL" >>"$B/etc/sudoers.d/zz-lab"; chmod 440 "$B/etc/sudoers.d/zz-lab"
  : >"$B/etc/resolv.conf"
  awk 'BEGIN{print "127.0.0.1 localhost"; for(i=1;i<=2000;i++) printf "127.1.%d.%d h%04d\n", int(i/256), i%256, i}' >"$B/etc/hosts"
  bash "${LAB_PRODUCT:-$(dirname "$SELF")/product.sh}" "$B" || die "the product's files could not be made"
  local layer
  for layer in "$B" "$B".*; do
    [ ! -d "$layer$PRODUCT_HOME" ] || { chown -R $UID_:$UID_ "$layer$PRODUCT_HOME"; chmod 755 "$layer" "$layer"/usr{,/local} "$layer$PRODUCT_HOME"; }
  done
  chmod 755 "$B/home"
}

# what lies over the machine's own root on host I, topmost first
layers() { [ ! -d "$LAB/base.$1" ] || printf %s: "$LAB/base.$1"; printf %s "$LAB/base"; }

# ---------------------------------------------------------------- inside the new namespaces, as pid 1
host_main() {
  local i=$1 R; vars "$1"; R=$H/root
  mount -t overlay nl-$i -o "lowerdir=$(layers "$i"):/,upperdir=$H/upper,workdir=$H/work" "$R" || exit 1
  mount -t proc proc "$R/proc" && mount --rbind /dev "$R/dev" && mount --bind "$H/run" "$R/run" && mount --bind "$H/tmp" "$R/tmp" || exit 1
  [ -d "$R/var/tmp" ] && mount --bind "$H/tmp" "$R/var/tmp"
  hostname "$NAME"
  cd "$R" || exit 1
  # a clean environment: nothing of the caller's (LD_*, npm_*, SSH_*) reaches the host
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    chroot "$R" "$SSHD" -D -E /run/sshd.log -f /run/sshd_config
}

start_host() {
  local i=$1; vars "$1"
  mkdir -p "$H"/{upper,work,root,run/sshd,tmp}; chmod 1777 "$H/tmp"
  [ -s "$H/run/ssh_host_ed25519_key" ] || ssh-keygen -q -t ed25519 -N '' -C "$NAME" -f "$H/run/ssh_host_ed25519_key"
  printf '%s\n' "${LAB_SSHD_EXTRA:-}" "ListenAddress $ADDR:$PORT" "HostKey /run/ssh_host_ed25519_key" "PidFile /run/sshd.pid" "UsePAM no" "UseDNS no" \
    "PasswordAuthentication no" "KbdInteractiveAuthentication no" "PermitRootLogin no" "AllowUsers $USERNAME ops guest" \
    "MaxStartups 500:30:1000" "MaxSessions 200" "LoginGraceTime 30" "PrintMotd no" "PrintLastLog no" \
    "AllowTcpForwarding yes" "Subsystem sftp internal-sftp" "AcceptEnv LANG LC_*" >"$H/run/sshd_config"
  [ ! -e "$H/run/sshd.pid" ] || rm -f "$H/run/sshd.pid"
  setsid unshare --mount --uts --pid --propagation private --fork --kill-child=KILL \
    "$SELF" _host "$i" </dev/null >"$H/run/init.log" 2>&1 &
  echo $! >"$H/unshare.pid"
}
wait_host() { # until its sshd has bound its address (sshd writes PidFile after listen)
  local i=$1 u p n=0; vars "$1"
  read -r u <"$H/unshare.pid"
  until [ -s "$H/run/sshd.pid" ]; do
    n=$((n+1)); { [ $n -gt 1200 ] || [ ! -d "/proc/$u" ]; } && { cat "$H/run/init.log" "$H/run/sshd.log" >&2; die "host $i did not start"; }
    sleep 0.02
  done
  read -r p _ <"/proc/$u/task/$u/children" 2>/dev/null || p=$(pgrep -P "$u" | head -1)
  echo "$p" >"$H/pid"
}

cg_join() { # put this shell (and so all hosts) into cgroups of their own, where that can be had
  local c
  for c in cpuacct memory; do
    if [ -d /sys/fs/cgroup/$c ]; then mkdir -p /sys/fs/cgroup/$c/$GROUP 2>/dev/null && echo $$ >/sys/fs/cgroup/$c/$GROUP/cgroup.procs 2>/dev/null; fi
  done
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then mkdir -p /sys/fs/cgroup/$GROUP 2>/dev/null && echo $$ >/sys/fs/cgroup/$GROUP/cgroup.procs 2>/dev/null; fi
  return 0
}

client_files() {
  local C=$LAB/client i t k _; rm -f "$C"/*.n
  echo "[all]" >"$C/inventory.ini.n"
  for i in $(hosts_up); do
    vars "$i"; read -r t k _ <"$H/run/ssh_host_ed25519_key.pub"
    echo "$ADDR" >&3; echo "$NAME" >&4; echo "$NAME ansible_host=$ADDR instance=$INST" >&5; echo "[$ADDR]:$PORT $t $k" >&6
  done 3>"$C/hosts.txt.n" 4>"$C/names.txt.n" 5>>"$C/inventory.ini.n" 6>"$C/known_hosts.n"
  cat >>"$C/inventory.ini.n" <<X
[all:vars]
ansible_port=$PORT
ansible_user=$USERNAME
ansible_ssh_private_key_file=$C/id_ed25519
ansible_python_interpreter=/usr/bin/python3
X
  cat >"$C/ssh_config.n" <<X
Host 127.1.*
  Port $PORT
  User $USERNAME
  IdentityFile $C/id_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile $C/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
X
  for i in hosts.txt names.txt known_hosts inventory.ini ssh_config; do mv "$C/$i.n" "$C/$i"; done
  chmod 644 "$C"/{hosts.txt,names.txt,known_hosts,inventory.ini,ssh_config}
}

cmd_up() {
  [ "$(id -u)" = 0 ] || die "needs root"
  [ "${1:-0}" -ge 1 ] 2>/dev/null || die "usage: lab.sh up N"
  local N=$1 i t0=$(date +%s.%N) started=0 batch=()
  cg_join
  if ! mountpoint -q "$LAB"; then
    mkdir -p "$LAB" && mount -t tmpfs -o "size=$UPPER_SIZE,nr_inodes=0,mode=755" runbook-lab "$LAB" || die "cannot mount tmpfs on $LAB"
    mkdir -p "$LAB"/{client,h,base}
    ssh-keygen -q -t ed25519 -N '' -C lab -f "$LAB/client/id_ed25519"
    make_base
  fi
  for i in $(seq 1 "$N"); do
    alive "$i" && continue
    start_host "$i"; batch+=("$i"); started=$((started+1))
    if [ ${#batch[@]} -ge 16 ]; then for j in "${batch[@]}"; do wait_host "$j"; done; batch=(); fi
  done
  for j in "${batch[@]:-}"; do [ -n "$j" ] && wait_host "$j"; done
  client_files
  awk -v a="$t0" -v b="$(date +%s.%N)" -v n="$started" 'BEGIN{printf "lab: %d hosts started in %.2f s\n", n, b-a}'
}

cmd_down() {
  local i u inits=()
  for i in "$LAB"/h/*/pid; do [ -e "$i" ] && read -r u <"$i" && inits+=("$u"); done
  for i in "$LAB"/h/*/unshare.pid; do [ -e "$i" ] && read -r u <"$i" && kill -KILL "$u" 2>/dev/null; done
  for u in "${inits[@]:-}"; do for _ in $(seq 100); do [ -n "$u" ] && [ -d "/proc/$u" ] || break; sleep 0.05; done; done
  nft delete table inet runbook_lab_$PORT 2>/dev/null
  for i in $(seq 1 50); do umount "$LAB" 2>/dev/null; mountpoint -q "$LAB" || break; sleep 0.1; done
  mountpoint -q "$LAB" && umount -l "$LAB"
  rmdir "$LAB" 2>/dev/null
  for i in cpuacct memory .; do rmdir /sys/fs/cgroup/$i/$GROUP 2>/dev/null; done
  echo "lab: down"
}

cmd_reset() {
  local i p layer; [ $# -gt 0 ] || set -- $(hosts_up)
  for i in "$@"; do
    alive "$i" || continue; read -r p <"$LAB/h/$i/pid"
    rm -rf "/proc/$p/root$PRODUCT_HOME"/* "/proc/$p/root$HOME_"/{.ansible,.runbook} "/proc/$p/root/home/ops"/{.ansible,.runbook}
    for layer in "$LAB/base" "$LAB/base.$i"; do
      [ ! -d "$layer$PRODUCT_HOME" ] || cp -a "$layer$PRODUCT_HOME/." "/proc/$p/root$PRODUCT_HOME/"
    done
  done
}

cmd_status() {
  local n=0 kb=0 priv=0 i u p f
  for i in $(hosts_up); do alive "$i" || continue; n=$((n+1))
    for p in $(hpid "$i") $(cat "$LAB/h/$i/unshare.pid"); do
      while read -r k v _; do case $k in Pss:) kb=$((kb+v));; Private_Dirty:) priv=$((priv+v));; esac; done <"/proc/$p/smaps_rollup" 2>/dev/null
    done
  done
  echo "hosts up: $n"
  [ $n -gt 0 ] && echo "idle memory: PSS ${kb} kB ($((kb/n)) kB/host), private dirty ${priv} kB ($((priv/n)) kB/host)"
  mountpoint -q "$LAB" && df -k "$LAB" | awk 'NR==2{print "tmpfs used: " $3 " kB"}'
}

nft_drop() {
  nft -f - <<X
add table inet runbook_lab_$PORT
add chain inet runbook_lab_$PORT in { type filter hook input priority 0; }
add set inet runbook_lab_$PORT dead { type ipv4_addr; }
flush chain inet runbook_lab_$PORT in
add rule inet runbook_lab_$PORT in ip daddr @dead drop
add rule inet runbook_lab_$PORT in ip saddr @dead drop
X
}

case "${1:-}" in
  up) shift; cmd_up "$@";;
  down) cmd_down;;
  reset) shift; cmd_reset "$@";;
  status) cmd_status;;
  addr) vars "$2"; echo "$ADDR";;
  pid) hpid "$2";;
  upper) vars "$2"; echo "$H/upper";;
  sh) i=$2; shift 2; exec nsenter -t "$(hpid "$i")" -m -u -p -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@";;
  freeze|thaw) s=STOP; [ "$1" = thaw ] && s=CONT
     # (twice: a process may fork while the list is made; sshd itself, pid 1, is in the list)
     for _ in 1 2; do ns=$(stat -Lc %i "/proc/$(hpid "$2")/ns/pid"); stat -Lc '%i %n' /proc/[0-9]*/ns/pid 2>/dev/null | while read -r n f; do
       [ "$n" = "$ns" ] && f=${f#/proc/} && kill -$s "${f%%/*}"; done; done; :;;
  kill) kill -KILL "$(cat "$LAB/h/$2/unshare.pid")"; rm -f "$LAB/h/$2/pid";;
  drop) nft_drop; vars "$2"; nft add element inet runbook_lab_$PORT dead "{ $ADDR }";;
  undrop) vars "$2"; nft delete element inet runbook_lab_$PORT dead "{ $ADDR }";;
  cpu) if [ -f /sys/fs/cgroup/cpuacct/$GROUP/cpuacct.usage ]; then awk '{printf "%.3f\n",$1/1e9}' /sys/fs/cgroup/cpuacct/$GROUP/cpuacct.usage
       else awk '/^usage_usec/{printf "%.3f\n",$2/1e6}' /sys/fs/cgroup/$GROUP/cpu.stat; fi;;
  _host) host_main "$2";;
  *) sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; exit 2;;
esac
