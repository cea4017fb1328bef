import type { ChannelListener, Link } from "./byte-channel.ts";
import { carried, commandReader } from "./carried-command.ts";
import type { Become } from "./connection.ts";
import { becomePrefix } from "./shell-text.ts";

/**
 * Ends the process $1 and all that came of it: TERM, then KILL after $2 tenths of a second; prints the pids that live on. What
 * descends from it belongs to it; so does what a child let go of, which is told by its session: one that a descendant began, or
 * the process's own, but there only what is not older than its oldest child, for what earlier frames left running stays, and only
 * where that session is not also ours. A
 * process is known by pid and start time (proc(5), field 22), so that reused pids are not hit. A full look reads every
 * process; in between only those that are known are looked at.
 */
const script = `scan() {
a= b= k=' ' q=' '
for f in /proc/[0-9]*/stat; do
{ IFS= read -r l <"$f"; } 2>/dev/null || continue
p=\${l%% *}
set -- \${l##*) }
[ "$1" = Z ] && continue
x=$p.\${20}
[ "$p" = $$ ] && M=$4
[ "$2" = "$R" ] && { [ "\${b:-\${20}}" -lt "\${20}" ] || b=\${20}; }
if [ "$p" = "$R" ]; then S=$4 k="$k$x " q="$q$p "; continue; fi
case $T in *" $x "*) k="$k$x " q="$q$p " ;; *) a="$a $p:$2:$4:$x" ;; esac
done
B=\${B:-$b}
[ "$M" != "$S" ] || S=0
n=1
while [ $n = 1 ]; do
n=0
for e in $a; do
p=\${e%%:*} e=\${e#*:}
s=\${e#*:} x=\${e##*:}
s=\${s%%:*}
case $q in *" $p "*) continue ;; esac
case $q in
*" \${e%%:*} "*) ;;
*" $s "*) [ "$s" != "$S" ] || young || continue ;;
*) [ "$s" = "$S" ] && young || continue ;;
esac
k="$k$x " q="$q$p " n=1
done
done
T=$k
}
young() { [ "$S" -gt 0 ] && [ -n "$B" ] && [ "\${x##*.}" -ge "$B" ]; }
look() {
k=' '
for x in $T; do
{ IFS= read -r l </proc/\${x%.*}/stat; } 2>/dev/null || continue
set -- \${l##*) }
[ "$1" = Z ] || [ "\${20}" != "\${x##*.}" ] || k="$k$x "
done
T=$k
}
signal() { for x in $T; do kill "-$1" "\${x%.*}"; done 2>/dev/null; }
nap() {
if [ $i -lt 4 ] && sleep 0.1 2>/dev/null; then i=$((i + 1)); return; fi
if sleep 0.5 2>/dev/null; then i=$((i + 5)); else sleep 1; i=$((i + 10)); fi
}
end() {
while [ "$T" != ' ' ] && [ $i -lt $1 ]; do
signal $2
signal CONT
while nap; look; [ "$T" != ' ' ] && [ $i -lt $1 ]; do :; done
scan
done
}
R=$1 L=$2 T=' ' B= S=0 M=0
scan
R= i=0
end $L TERM
i=0
end 10 KILL
for x in $T; do echo "\${x%.*}"; done`;

/** What became of processes that had to end. */
export type StopResult =
  | { readonly kind: "stopped" }
  | { readonly kind: "alive"; readonly pids: readonly string[] }
  | { readonly kind: "unknown" };

/** Milliseconds for looking and for KILL, besides the grace: a host that lies must not hold a step for longer. */
const lookingTime = 2_500;

/** More is no list of processes. */
const longestList = 4096;

/** Ends a process and its descendants from a second channel; `grace` in milliseconds between TERM and KILL. Never throws. */
export async function stopProcesses(
  link: Link,
  pid: number,
  become: Become | undefined,
  grace: number,
): Promise<StopResult> {
  const tenths = Math.ceil(grace / 100);
  const text = `set -- ${pid} ${tenths}\n${script}`;
  let output = "";
  const ended = new Promise<boolean>((resolve) => {
    const listener: ChannelListener = {
      stdout: (chunk) => {
        output += chunk.toString("latin1", 0, longestList);
        if (output.length > longestList) resolve(false);
      },
      stderr: () => {},
      closed: (end) => resolve(end.status === 0),
    };
    link.open(`exec ${becomePrefix(become)}${commandReader}`, listener).then(
      (channel) => channel.write(carried(text)),
      () => resolve(false),
    );
    setTimeout(() => resolve(false), grace + lookingTime).unref();
  });
  if (!(await ended)) return { kind: "unknown" };
  const pids = output.split("\n").filter((line) => /^\d+$/.test(line));
  return pids.length === 0 ? { kind: "stopped" } : { kind: "alive", pids };
}
