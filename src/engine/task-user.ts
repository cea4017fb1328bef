import type { Scope } from "../expression/scope.ts";
import { isTrue } from "../expression/truth.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import type { Value } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { BecomeSetting, Play, Task } from "../runbook/model.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import type { BecomePassword } from "../transport/become-gate.ts";
import type { Become } from "../transport/connection.ts";
import { isOn } from "./is-on.ts";
import type { RunSettings } from "./run-context.ts";

/**
 * The user a task runs as on the host; `undefined`: the login user. Task over play over variables over flags. RB4012,
 * RB1101, UnknownError.
 */
export function taskUser(task: Task, play: Play, settings: RunSettings, scope: Scope): Become | undefined {
  const password = becomePassword(settings, scope);
  const pick = (of: (setting: BecomeSetting) => ValueSource | undefined) => of(task.become) ?? of(play.become);
  const become = pick(({ become: source }) => source);
  const wanted = become
    ? isOn(known(evaluateSource(become, scope)), become.span)
    : (variableFlag(scope, "ansible_become") ?? settings.become);
  if (!wanted) return undefined;
  const said = (source: ValueSource | undefined, variable: string) =>
    known(source ? evaluateSource(source, scope) : (scope.lookup(variable) ?? null));
  const method = pick(({ method: source }) => source);
  const flags = pick(({ flags: source }) => source);
  const user = pick(({ user: source }) => source);
  const name = said(user, "ansible_become_user") ?? settings.becomeUser ?? "root";
  if (typeof name !== "string" || !/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/.test(name)) {
    throw problem("RB1101", "become_user must be a user's name", { at: user?.span });
  }
  return {
    method: methodOf(said(method, "ansible_become_method") ?? settings.becomeMethod ?? "sudo", method?.span),
    user: name,
    ...(wantsLogin(said(flags, "ansible_become_flags"), flags?.span) && { login: true }),
    ...(password && { password }),
  };
}

function methodOf(name: Value, at: Span | undefined): Become["method"] {
  if (name === "sudo" || name === "su" || name === "doas") return name;
  throw problem("RB4012", `become_method "${String(name)}" is not supported`, { at, hint: "It is sudo, su or doas." });
}

/** `-i` asks for the user's login; Ansible's own defaults for sudo change nothing. */
function wantsLogin(flags: Value, at: Span | undefined): boolean {
  if (flags === null) return false;
  const words = typeof flags === "string" ? flags.split(/\s+/).filter((word) => word !== "") : [];
  const foreign = typeof flags === "string" ? words.find((word) => !/^(-i|--login|-l|-|-H|-S|-n)$/.test(word)) : "this";
  if (foreign === undefined) return words.some((word) => /^(-i|--login|-l|-)$/.test(word));
  throw problem("RB4012", `become_flags: ${foreign} is not supported`, {
    at,
    hint: '"-i" is: the environment of that user\'s login.',
  });
}

const passwordVariables = ["ansible_become_password", "ansible_become_pass"] as const;

/** What sudo or su may be answered: a secret of the host wins over the one that was asked for. RB4012 for a plain text. */
export function becomePassword({ becomePasswords }: RunSettings, scope: Scope): BecomePassword | undefined {
  const variable = passwordVariables.find((name) => scope.lookup(name) !== undefined);
  const own = variable && known(scope.lookup(variable) ?? null);
  if (own !== undefined && own !== null && !(own instanceof SecretText)) {
    throw problem("RB4012", `a plain ${variable} is not supported`, {
      hint: `Give -K to be asked for it, or make it a secret: an input with "secret: true".`,
    });
  }
  const secret = own ?? becomePasswords?.asked;
  return becomePasswords && secret && { secret, gate: becomePasswords.gate };
}

function variableFlag(scope: Scope, name: string): boolean | undefined {
  const value = scope.lookup(name);
  if (value === undefined) return undefined;
  return typeof value === "string" ? /^(yes|true|on|1)$/i.test(value) : isTrue(known(value));
}

function known(value: Value): Exclude<Value, Unknown> {
  if (value instanceof Unknown) throw new UnknownError(value);
  return value;
}
