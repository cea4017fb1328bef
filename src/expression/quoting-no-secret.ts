import { type Problem, ProblemError } from "../problems/problem.ts";
import { shortestNeedle } from "../secrets/needles.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { isList, isMap, type Value } from "./value.ts";

/** How much of a text messages quote at most. */
const quoted = [Number.POSITIVE_INFINITY, 60, 40];

/** Runs a computation on texts of secrets: the problem it throws names the secrets instead of quoting them. */
export function quotingNoSecret<T>(values: readonly Value[], compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const secrets = values.flatMap(secretsIn).filter((secret) => secret.reveal().length >= shortestNeedle);
    throw new ProblemError(error.problems.map((one) => masked(one, secrets)));
  }
}

function masked(one: Problem, secrets: readonly SecretText[]): Problem {
  const mask = (text: string) =>
    secrets.reduce(
      (rest, secret) =>
        quoted.reduce((left, length) => left.replaceAll(secret.reveal().slice(0, length), String(secret)), rest),
      text,
    );
  return { ...one, message: mask(one.message), ...(one.hint !== undefined && { hint: mask(one.hint) }) };
}

function secretsIn(value: Value): readonly SecretText[] {
  if (value instanceof SecretText) return [value];
  const inside = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  return inside.flatMap(secretsIn);
}
