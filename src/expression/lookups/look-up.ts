import { ProblemError, problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import { Arguments } from "../arguments.ts";
import type { Call } from "../callable.ts";
import { asText } from "../expect.ts";
import { type Missing, required } from "../missing.ts";
import { mismatch } from "../signature.ts";
import { TextBuilder } from "../text-builder.ts";
import { Unknown } from "../unknown.ts";
import { unknownName } from "../unknown-name.ts";
import type { Value } from "../value.ts";
import type { Lookup } from "./lookup.ts";
import { lookups } from "./lookups.ts";

const common: ReadonlySet<string> = new Set(["wantlist", "errors"]);

/**
 * `lookup('name', term, ...)`: one term gives its value, several their texts with commas between them (or the list, when one
 * is no text); `query` and `wantlist=true` always give a list. RB2004, RB2107.
 */
export function lookUp(call: Call, isQuery: boolean): Value | Missing {
  const name = plainName(call.args.text("name"));
  const wantsList = isQuery || call.args.flag("wantlist");
  const lenient = mayBeMissing(call);
  const lookup = lookupNamed(name, call);
  const found = call.args.rest.map((term) => {
    const asker = { what: `a term of the lookup "${name}"`, at: call.at };
    return oneTerm(lookup, asText(required(term), asker), { name, lenient, call });
  });
  if (wantsList) return found.filter((one) => one !== undefined).map(required);
  const [first, ...others] = found;
  if (others.length === 0) return first ?? (found.length === 0 ? [] : null);
  return joined(found.filter((one) => one !== undefined).map(required), call);
}

/** Refuses what is wrong with a lookup before anything is evaluated: RB2004 for its name, RB2001 for its options. */
export function checkLookup(written: string, options: readonly string[], at: Call["at"]): void {
  const name = plainName(written);
  const lookup = lookupNamed(name, { at });
  const named = options.filter((option) => !common.has(option));
  const wrong = mismatch(`the lookup "${name}"`, lookup.takes, { positional: 0, named });
  if (wrong !== undefined) throw problem("RB2001", wrong, { at });
}

function lookupNamed(name: string, { at }: Pick<Call, "at">): Lookup {
  const lookup = lookups.get(name);
  if (!lookup) throw unknownName("lookup", name, { names: lookups.keys(), at });
  return lookup;
}

/** Texts with commas between them; anything else as a list. */
function joined(values: readonly Value[], { at }: Call): Value {
  if (!values.every((one) => typeof one === "string" || one instanceof SecretText || one instanceof Unknown))
    return values;
  const text = new TextBuilder();
  for (const [index, value] of values.entries()) {
    if (index > 0) text.add(",", at);
    text.add(value, at);
  }
  return text.value;
}

interface Term {
  readonly name: string;
  readonly lenient: boolean;
  readonly call: Call;
}

/** `undefined` for a file that is not there and may be missing. */
function oneTerm(lookup: Lookup, term: string, { name, lenient, call }: Term): Value | Missing | undefined {
  const { at, scope, steps } = call;
  const { outside } = scope;
  const what = `the lookup "${name}"`;
  if (!outside) throw problem("RB2003", `${what} cannot be used here`, { at, hint: "use it in a runbook" });
  const named = call.args.extra;
  const options = new Arguments(lookup.takes, { positional: [], named }, { what, at });
  try {
    return lookup.run(term, { what, at, scope, steps, options, outside });
  } catch (error) {
    if (lenient && error instanceof ProblemError && error.problems[0]?.code === "RB2107") return undefined;
    throw error;
  }
}

function mayBeMissing({ args, what, at }: Call): boolean {
  const errors = args.text("errors", "strict");
  if (errors !== "strict" && errors !== "ignore") {
    throw problem("RB2003", `"errors" of ${what} is "strict" or "ignore", not "${errors}"`, { at });
  }
  return errors === "ignore";
}

function plainName(name: string): string {
  return name.replace(/^ansible\.builtin\./, "");
}
