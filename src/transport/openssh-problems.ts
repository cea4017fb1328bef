import { type ProblemError, problem } from "../problems/problem.ts";
import { EarlyDropError } from "./early-drop.ts";
import type { OpensshFailure } from "./openssh-master.ts";
import { placeOf, type SshTarget } from "./ssh-target.ts";
import { visible } from "./visible.ts";

type Rule = readonly [said: RegExp, explain: (target: SshTarget, said: string) => ProblemError];

const keyTrouble =
  /^(Load key .*|Identity file .* not accessible.*|sign_and_send_pubkey: .*|.*UNPROTECTED PRIVATE KEY FILE.*|no such identity: .*)$/m;

/** What ssh's words mean, the surest first (OpenSSH 8 to 10). */
const rules: readonly Rule[] = [
  [/^ssh: Could not resolve hostname/m, unresolved],
  [/^ssh: connect to host .*(timed out|Connection timed out)|^Connection timed out during banner/m, silent],
  [/^ssh: connect to host .*Connection refused/m, refused],
  [/^ssh: connect to host/m, unreachable],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY|[Hh]ost key .* revoked/, otherKey],
  [/^Host key verification failed|^No \S+ host key is known for/m, unknownKey],
  [/^kex_exchange_identification: |^ssh_exchange_identification: /m, dropped],
  [/^Unable to negotiate|no matching .* found/m, noAlgorithm],
  [/^\S+: Permission denied \(|Too many authentication failures/m, notLoggedIn],
  [
    /Bad configuration option|[Bb]ad configuration|^Bad owner or permissions|^(command-line|\/\S+): line \d+/m,
    misconfigured,
  ],
  [/Connection (closed|reset)|[Bb]roken pipe|not responding/, lost],
];

/** What a failed login by the system's ssh means. RB4001 to RB4009, RB4012. */
export function opensshProblem(failure: OpensshFailure, target: SshTarget, deadline: number): ProblemError {
  if (failure.end === "late") {
    return problem("RB4002", `${placeOf(target)} did not finish the login within ${deadline / 1000} s`, {
      hint: `the host may be overloaded, or ssh waits for a touch of a key; try: ${trial(target)}`,
    });
  }
  const rule = rules.find(([said]) => said.test(failure.said));
  if (rule) return rule[1](target, failure.said);
  const words = visible(failure.said) || "it said nothing";
  return problem("RB4007", `${placeOf(target)}: ssh ended before the login was done: ${words}`, {
    hint: `try: ${trial(target)}`,
  });
}

function unresolved({ name, address }: SshTarget): ProblemError {
  return problem("RB4003", `${name}: the name ${address} cannot be resolved`, {
    hint: "set ansible_host to an address, or correct the host's name",
  });
}

function silent(target: SshTarget): ProblemError {
  return problem("RB4002", `${placeOf(target)} did not answer within ${target.connectDeadline / 1000} s`, {
    hint: "is the host up, and does a firewall let this port through?",
  });
}

function refused(target: SshTarget): ProblemError {
  return problem("RB4001", `${placeOf(target)} refused the connection`, { hint: "is sshd running, and on this port?" });
}

function unreachable(target: SshTarget, said: string): ProblemError {
  return problem("RB4001", `${placeOf(target)} cannot be reached: ${lastLine(said)}`);
}

function otherKey(target: SshTarget, said: string): ProblemError {
  const offered = /SHA256:[\w+/]+/.exec(said)?.[0];
  return problem("RB4005", `${placeOf(target)} offers a host key that is not the known one, or was revoked`, {
    hint: `${offered ? `offered: ${offered}; ` : ""}if the host was rebuilt, check the new key and replace the line`,
  });
}

function unknownKey(target: SshTarget): ProblemError {
  const way = target.jumps === undefined && target.proxyCommand === undefined ? "" : ", or a host on the way to it,";
  return problem("RB4004", `${placeOf(target)}${way} offers a host key that is not known`, {
    hint: `compare the fingerprint with the host's own (ssh-keygen -lf), then run: runbook trust ${target.name}`,
  });
}

function dropped(target: SshTarget, said: string): ProblemError {
  return new EarlyDropError(`${placeOf(target)} closed the connection before the login`, new Error(visible(said)));
}

function noAlgorithm(target: SshTarget, said: string): ProblemError {
  return problem("RB4008", `${placeOf(target)} and ssh have no algorithm in common: ${lastLine(said)}`, {
    hint: "update the host's sshd or its settings, or name the algorithm with -o",
  });
}

function notLoggedIn(target: SshTarget, said: string): ProblemError {
  const trouble = keyTrouble.exec(said)?.[1];
  if (trouble !== undefined) {
    return problem("RB4009", `${target.name}: a key cannot be used: ${visible(trouble)}`, {
      hint: "a passphrase is not asked for with the openssh connection: give the key to your agent with ssh-add",
    });
  }
  return problem("RB4006", `${placeOf(target)} did not accept the login as ${target.user}: ${lastLine(said)}`, {
    hint: `passwords and passphrases are not asked for with the openssh connection; try: ${trial(target)}`,
  });
}

function misconfigured({ name }: SshTarget, said: string): ProblemError {
  return problem("RB4012", `${name}: ssh does not take its settings: ${visible(said)}`);
}

function lost(target: SshTarget, said: string): ProblemError {
  return problem("RB4007", `${placeOf(target)} closed the connection during the login (${lastLine(said)})`);
}

function trial({ user, address, port, configName }: SshTarget): string {
  return `ssh -p ${port} ${user}@${configName ?? address}`;
}

function lastLine(said: string): string {
  return visible(said.trim().split("\n").at(-1) ?? "");
}
