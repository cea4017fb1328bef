import type { Scope } from "../expression/scope.ts";
import { isTrue } from "../expression/truth.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import type { Value } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { BecomeSetting, Play, Task } from "../runbook/model.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import type { RunSettings } from "./run-context.ts";

/** The user a task runs as on the host; `undefined`: the login user. Task over play over flags. RB4012, RB1101, UnknownError. */
export function taskUser(task: Task, play: Play, settings: RunSettings, scope: Scope): string | undefined {
  const pick = (of: (setting: BecomeSetting) => ValueSource | undefined) => of(task.become) ?? of(play.become);
  const become = pick(({ become: source }) => source);
  const wanted = become
    ? isTrue(known(evaluateSource(become, scope)))
    : (variableFlag(scope, "ansible_become") ?? settings.become);
  if (!wanted) return undefined;
  const method = pick(({ method: source }) => source);
  const methodName = known(method ? evaluateSource(method, scope) : (scope.lookup("ansible_become_method") ?? "sudo"));
  if (methodName !== "sudo") {
    throw problem("RB4012", `become_method "${String(methodName)}" is not supported`, {
      at: method?.span,
      hint: 'Only "sudo" is, without a password (sudo -n).',
    });
  }
  const user = pick(({ user: source }) => source);
  const name = known(
    user ? evaluateSource(user, scope) : (scope.lookup("ansible_become_user") ?? settings.becomeUser ?? "root"),
  );
  if (typeof name !== "string" || !/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/.test(name)) {
    throw problem("RB1101", "become_user must be a user's name", { at: user?.span });
  }
  return name;
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
