import { type Problem, warning } from "../problems/problem.ts";
import { type Found, type NeedleSearch, needleSearch } from "./needle-search.ts";
import { needlesOf, shortestNeedle } from "./needles.ts";
import type { SecretText } from "./secret-text.ts";

/** The last door before text leaves: a seat belt for secrets that slipped past their type. */
export interface Redactor {
  /** Looks for this secret from now on. A warning (RB3106) when it is too short to look for. */
  add(secret: SecretText): Problem | undefined;
  /** The text with every known secret, in every form of `needlesOf`, replaced by `(secret NAME)`. */
  redact(text: string): string;
}

/** A redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const names = new Map<string, string>();
  let search: NeedleSearch | undefined;
  return {
    add(secret) {
      const text = secret.reveal();
      if (text.length < shortestNeedle) return text === "" ? undefined : tooShort(secret.name);
      for (const needle of needlesOf(text)) if (!names.has(needle)) names.set(needle, secret.name);
      search = undefined;
      return undefined;
    },
    redact(text) {
      if (names.size === 0) return text;
      search ??= needleSearch(names.keys());
      return replaced(text, search(text), names);
    },
  };
}

function tooShort(name: string): Problem {
  const message = `the secret "${name}" is shorter than ${shortestNeedle} characters and cannot be masked in output`;
  return warning("RB3106", message, { hint: "use a longer secret" });
}

/** Needles that overlap are hidden together, so that no rest of one remains; the first gives the name. */
function replaced(text: string, found: readonly Found[], names: ReadonlyMap<string, string>): string {
  if (found.length === 0) return text;
  const pieces: string[] = [];
  let hiddenTo = 0;
  for (const { needle, start, end } of found) {
    if (start >= hiddenTo) pieces.push(text.slice(hiddenTo, start), `(secret ${names.get(needle) ?? ""})`);
    hiddenTo = Math.max(hiddenTo, end);
  }
  return pieces.join("") + text.slice(hiddenTo);
}
