import { checkedUser } from "./become-command.ts";
import { commandReader } from "./carried-command.ts";
import type { Become } from "./connection.ts";
import { loginWord } from "./login-word.ts";

/** Stands on a line of its own, with the shell's pid on standard output, as soon as the kept shell runs. */
export const readyMarker = "\nrunbook-shell-ready";

/**
 * Reads and answers frames. First comes the nonce, on a line. A frame is text, then a line `NONCE assignments`, then bytes:
 * `__n` of further text ended by `#NONCE SEQUENCE` (text cut short by a lost connection must not run), `__m` of payload and
 * a line `NONCE SEQUENCE`, up to which the rest of an unread payload is dropped. `__t` says whose text it is: o own, u user.
 * The answer ends with a line `NONCE SEQUENCE STATUS` on standard output and `NONCE SEQUENCE` on standard error. At an
 * orderly end, and not where the connection was lost, `goodbye` is run, which the library may define.
 */
const loop = `__s= __w=$PWD
IFS= read -r __k || exit 1
while IFS= read -r __l; do
case $__l in "$__k "*) ;; *) __s=$__s$__l'
'; continue ;; esac
eval "\${__l#* }"
[ "$__n" = 0 ] || {
__s=$(dd bs="$__n" count=1 iflag=fullblock status=none)
case $__s in *"#$__k $__q") __s=\${__s%#*} ;; *) exit 1 ;; esac
}
case $__t$__m in
o0) command eval "$__s" </dev/null ;;
o*) command eval "$__s" ;;
u0) __user </dev/null ;;
*) dd bs="$__m" count=1 iflag=fullblock status=none | __user ;;
esac
__r=$? __s=
[ "$__m" = 0 ] || while IFS= read -r __l; do case $__l in *"$__k $__q") break ;; esac; done
cd "$__w" 2>/dev/null || cd /
printf '\\n%s %s %d\\n' "$__k" "$__q" "$__r"
printf '\\n%s %s\\n' "$__k" "$__q" >&2
done`;

/** The user's text in a subshell that knows neither the nonce nor our variables, and where bash is the `sh` it was. */
const user = `__user() (
command set -o posix 2>/dev/null
set -- "$__s"
unset __k __l __m __n __q __r __s __t __w
eval "shift;$1"
)`;

/**
 * What a kept shell runs: the caller's functions, the greeting, the loop. A bash called `sh` ends at the first failed
 * redirection of a special builtin, unless it leaves its POSIX mode; other shells do not know that mode and go on.
 */
export function shellText(library: string): string {
  return [
    "command set +o posix 2>/dev/null",
    "cd 2>/dev/null || cd /",
    "goodbye() { :; }",
    library,
    user,
    `printf '\\n${readyMarker.trim()} %s\\n' "$$"`,
    `printf '\\n${readyMarker.trim()}\\n' >&2`,
    loop,
  ].join("\n");
}

/** A command line for the login shell, and what must be written to it first. */
export interface Launch {
  readonly command: string;
  readonly input: string;
}

/** `sudo -n -u USER -H -- ` or nothing. RB3005 for a user name that could be taken for something else. */
export function becomePrefix(become: Become | undefined): string {
  return become === undefined ? "" : `sudo -n -u ${checkedUser(become)} -H -- `;
}

/** The first bytes that fit a shell's command line and every server's packet. */
const longestCommand = 24_000;

/**
 * How to start a kept shell. Under sudo the text travels on standard input, so that sudo, syslog and auditd see only a
 * short constant.
 */
export function launch(library: string, become: Become | undefined): Launch {
  const text = shellText(library);
  const plain = `exec sh -c ${loginWord(text)}`;
  if (become === undefined && plain.length <= longestCommand) return { command: plain, input: "" };
  return { command: `exec ${becomePrefix(become)}${commandReader}`, input: `${Buffer.byteLength(text)}\n${text}` };
}
