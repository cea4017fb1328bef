import { type ProblemError, problem } from "../problems/problem.ts";
import type { Become } from "./connection.ts";
import { ConnectionLostError } from "./connection-lost.ts";

/** The rules of the host do not let us. */
export function becomeRefused(host: string, become: Become, words: string): ProblemError {
  return problem(
    "RB4010",
    `${host}: ${become.method} did not let us become ${become.user}: ${words || "it gave no reason"}`,
    {
      hint: /\btty\b/.test(words) ? ttyHint(become) : ruleHint(become),
    },
  );
}

/** A password is wanted, and we have none. */
export function asksInVain(host: string, { method, user }: Become): ProblemError {
  return problem("RB4010", `${host}: ${method} asks for a password to become ${user}`, {
    hint: "give -K (--ask-become-pass) to be asked for it",
  });
}

/** The password was sent and not taken. */
export function passwordRefused(host: string, { method, user }: Become, words: string): ProblemError {
  const said = words === "" ? "" : `: ${words}`;
  return problem("RB4010", `${host}: ${method} did not take the password to become ${user}${said}`, {
    hint:
      method === "su"
        ? `su wants the password of ${user}; it was sent once, and is not sent to this host again in this run`
        : "sudo wants the login user's own password; it was sent once, and is not sent to this host again in this run",
  });
}

/** Neither a question that we know nor a shell. */
export function tooSlow(
  host: string,
  { method }: Become,
  { words, deadline }: { readonly words: string; readonly deadline: number },
): ProblemError {
  const said = words === "" ? "" : `; it said: ${words}`;
  return problem("RB4013", `${host}: ${method} gave no shell within ${deadline / 1000} s${said}`, {
    hint: "a PAM module that is slow, or asks for more than a password (a code, a device), is not supported",
  });
}

/** The connection ended on the way. */
export function alreadyGone(host: string, reason: string): ConnectionLostError {
  return new ConnectionLostError(`${host}: the connection was lost (${reason})`, false);
}

function ttyHint({ method }: Become): string {
  if (method === "sudo")
    return 'sudoers has requiretty, and we have no terminal: "Defaults:LOGIN !requiretty" lifts it';
  return `${method} asks on a terminal, and we have none: use sudo, or a rule without a password`;
}

function ruleHint({ method, user, password }: Become): string {
  if (method === "doas") return `doas.conf needs a rule such as "permit nopass LOGIN as ${user}"`;
  if (method === "su") return `try it by hand on the host: su -s /bin/sh -c id ${user}`;
  const nopasswd = password ? "" : "NOPASSWD: ";
  return `the login user needs a sudoers rule such as "LOGIN ALL=(${user}) ${nopasswd}ALL"; see sudo -l on the host`;
}
