import type { Change } from "../changes/change.ts";
import type { Scope } from "../expression/scope.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import { firstUnknown, isMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Decided } from "./decide.ts";
import type { Item } from "./item.ts";

/** The decision with `environment` of play, blocks and task given to its commands; a command's own variables win. */
export function withEnvironment(decided: Decided, { play, task }: Item, scope: Scope): Decided {
  const sources = [...(play.environment ? [play.environment] : []), ...task.environment];
  if (decided.kind === "undecided" || sources.length === 0) return decided;
  const variables = Object.assign({}, ...sources.map((source) => environmentOf(source, scope)));
  const changes = decided.decision.changes.map((change): Change => {
    if (change.kind !== "run-command") return change;
    return { ...change, environment: { ...variables, ...change.environment } };
  });
  return { kind: "decided", decision: { ...decided.decision, changes } };
}

function environmentOf(source: ValueSource, scope: Scope): Readonly<Record<string, string>> {
  const value = evaluateSource(source, scope);
  const unknown = firstUnknown(value);
  if (unknown) throw new UnknownError(unknown);
  if (!isMap(value)) throw problem("RB1101", '"environment" must be a mapping', { at: source.span });
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        throw problem("RB1101", `"${name}" cannot be an environment variable's name`, { at: source.span });
      }
      if (item instanceof SecretText) {
        throw problem("RB5011", `${name} would put a secret into the environment of a process`, {
          at: source.span,
          hint: "Give it on standard input instead.",
        });
      }
      if (item !== null && typeof item === "object") {
        throw problem("RB1101", `the environment variable ${name} must be text`, { at: source.span });
      }
      return [name, String(item)];
    }),
  );
}
