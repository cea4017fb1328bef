import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { numberText } from "./number-text.ts";
import { typeName } from "./type-name.ts";
import { isList, isMap, type Value, type ValueMap } from "./value.ts";

/** Who asks for a value, for messages, and where. */
export interface Asker {
  readonly what: string;
  readonly at: Span;
}

/** Text, or a number as its text; RB2003 for anything else. */
export function asText(value: Value, asker: Asker): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  throw misfit("text", value, asker);
}

/** A number; booleans are none. RB2003. */
export function asNumber(value: Value, asker: Asker): number {
  if (typeof value === "number") return value;
  throw misfit("a number", value, asker);
}

/** A whole number; RB2003. */
export function asInteger(value: Value, asker: Asker): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw misfit("a whole number", value, asker);
}

/** A list; a mapping gives its keys. Text is refused, since its characters are rarely meant. RB2003. */
export function asList(value: Value, asker: Asker): readonly Value[] {
  if (isList(value)) return value;
  if (isMap(value)) return Object.keys(value);
  const hint = typeof value === "string" ? "split it, or write | list for its characters" : undefined;
  throw misfit("a list", value, asker, hint);
}

/** A mapping; RB2003. */
export function asMap(value: Value, asker: Asker): ValueMap {
  if (isMap(value)) return value;
  throw misfit("a mapping", value, asker);
}

/** A key of a mapping; numbers are written as text, secrets are refused. RB2003. */
export function asKey(value: Value, asker: Asker): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  throw misfit("text as a key", value, asker);
}

/** The error for a value that does not fit: RB2003. */
export function misfit(wanted: string, value: Value, { what, at }: Asker, hint?: string) {
  return problem("RB2003", `${what} takes ${wanted}, not ${typeName(value)}`, { at, hint });
}
