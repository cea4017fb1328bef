import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import type { Expression, NamedArgument } from "./ast.ts";
import { filters } from "./filters/filters.ts";
import { functions } from "./functions.ts";
import { checkLookup } from "./lookups/look-up.ts";
import { methods } from "./methods.ts";
import { compiled } from "./regex/compiled.ts";
import { mismatch, type Signature, signature } from "./signature.ts";
import { tests } from "./tests/tests.ts";
import { unknownName } from "./unknown-name.ts";

/** A filter, test, function or method as used in an expression. */
export interface CallableUse {
  readonly kind: "filter" | "test" | "function" | "method";
  readonly name: string;
  readonly args: readonly Expression[];
  readonly named: readonly NamedArgument[];
  /** The place of the name. */
  readonly at: Span;
}

/** Refuses names that do not exist (RB2004), arguments that do not fit (RB2001) and patterns that are none, before anything is evaluated. */
export function checkUse(use: CallableUse): void {
  const takes = signatures[use.kind].get(use.name);
  if (!takes) throw unknownName(use.kind, use.name, { names: signatures[use.kind].keys(), at: use.at });
  const given = { positional: use.args.length, named: use.named.map(({ name }) => name) };
  const wrong = mismatch(use.kind === "test" ? `"is ${use.name}"` : `"${use.name}"`, takes, given);
  if (wrong !== undefined) throw problem("RB2001", wrong, { at: use.at });
  if (use.kind === "filter") checkNamesInside(use);
  checkPatternInside(use);
  if (use.kind === "function") checkLookupInside(use);
}

const signatures: Readonly<Record<CallableUse["kind"], ReadonlyMap<string, Signature>>> = {
  filter: signaturesOf(filters),
  function: signaturesOf(functions),
  method: signaturesOf(methods),
  test: new Map([...signaturesOf(tests), ["defined", signature("")], ["undefined", signature("")]]),
};

/** `map("upper")`, `select("odd")` and `selectattr("name", "defined")` name a filter or test in a text. */
function checkNamesInside({ name, args }: CallableUse): void {
  const place = name === "map" || name === "select" || name === "reject" ? 0 : 1;
  if (place === 1 && name !== "selectattr" && name !== "rejectattr") return;
  const kind = name === "map" ? "filter" : "test";
  const inner = args[place];
  if (inner?.kind !== "literal" || typeof inner.value !== "string" || signatures[kind].has(inner.value)) return;
  throw unknownName(kind, inner.value, { names: signatures[kind].keys(), at: inner.span });
}

const withPattern: ReadonlySet<string> = new Set([
  ...["filter regex_search", "filter regex_findall", "filter regex_replace"],
  ...["test match", "test search", "test regex"],
]);

/** A pattern that is written out must be one: RB2003 at its place. */
function checkPatternInside({ kind, name, args: [pattern] }: CallableUse): void {
  if (!withPattern.has(`${kind} ${name}`) || pattern?.kind !== "literal" || typeof pattern.value !== "string") return;
  compiled(pattern.value, { ignoreCase: false, multiline: false }, pattern.span);
}

/** `lookup("env", ...)` names a lookup in a text. */
function checkLookupInside({ name, args: [lookup], named }: CallableUse): void {
  if (name !== "lookup" && name !== "query" && name !== "q") return;
  if (lookup?.kind !== "literal" || typeof lookup.value !== "string") return;
  const options = named.map((one) => one.name);
  checkLookup(lookup.value, options, lookup.span);
}

function signaturesOf(callables: ReadonlyMap<string, { readonly takes: Signature }>): ReadonlyMap<string, Signature> {
  return new Map([...callables].map(([name, { takes }]) => [name, takes]));
}
