import { quote } from "../changes/quote.ts";
import { problem } from "../problems/problem.ts";
import type { Become } from "./connection.ts";

/** RB3005 for a user name that could be taken for something else. */
export function checkedUser({ user }: Become): string {
  if (/^[A-Za-z0-9_.][A-Za-z0-9_.@%-]*\$?$/.test(user)) return quote(user);
  throw problem("RB3005", `${JSON.stringify(user)} is not a user name that can be become`);
}

/** Stands on standard error when the other user's shell runs: from then on nobody asks for a password. */
export function startedMark(nonce: string): string {
  return `[${nonce} started]`;
}

/** What sudo asks with. */
export function promptMark(nonce: string): string {
  return `[${nonce} password]`;
}

/** Stands on standard error before `su` begins, whose prompt is in the host's language. */
export function beginMark(nonce: string): string {
  return `[${nonce} su]`;
}

/**
 * A command line that becomes another user, says so with `startedMark`, and then runs the command line of `bytes` bytes that
 * comes on standard input. The mark itself is not in it: sudo quotes what it refuses to run. Nothing else stands in the arguments that sudo, syslog and auditd see.
 */
export function becomeCommand(become: Become, nonce: string, bytes: number): string {
  const user = checkedUser(become);
  const read = `eval "\`dd bs=${bytes} count=1 iflag=fullblock status=none\`"`;
  const start = `sh -c ${quote(`printf "\\n[%s started]\\n" ${nonce} >&2; ${read}`)}`;
  switch (become.method) {
    case "sudo": {
      const asking = become.password ? `-S -p ${quote(`${promptMark(nonce)} `)}` : "-n";
      return `exec sudo ${asking} -u ${user} -H -- ${start}`;
    }
    case "su":
      return `printf '\\n${beginMark(nonce)}\\n' >&2; exec su -s /bin/sh -c ${quote(`exec ${start}`)} -- ${user}`;
    case "doas":
      return `exec doas -n -u ${user} -- ${start}`;
  }
}

/** A command line inside the user's login: a clean environment, as the login shell and its files make it. */
export function inLogin(command: string): string {
  return `s=$(getent passwd "$(id -u)" 2>/dev/null); s=\${s##*:}; s=\${s:-\${SHELL:-/bin/sh}}; u=$(id -un)
exec env -i \${LANG+"LANG=$LANG"} HOME="$HOME" USER="$u" LOGNAME="$u" SHELL="$s" PATH="$PATH" "$s" -l -c ${quote(command)}`;
}
