import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import type { Unknown } from "./unknown.ts";
import { isList, type Value } from "./value.ts";

/** A value that is known at its top; lists and maps may hold unknowns. */
export type Known = Exclude<Value, Unknown>;

/** Python's truth: none, false, zero and whatever is empty are false. */
export function isTrue(value: Known): boolean {
  if (value === null || typeof value !== "object") return Boolean(value);
  if (value instanceof SecretText) return value.reveal() !== "";
  return isList(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/**
 * The truth of what decides whether something is done. RB2003 for the words `no`, `off` and `false` as text: it would be done
 * although Ansible, whose YAML takes such words without quotes for false, leaves it.
 */
export function holds(value: Known, at: Span): boolean {
  if (typeof value === "string" && /^(?:no|off|false)$/i.test(value)) throw noBoolean(value, at);
  return isTrue(value);
}

/** RB2003 when a boolean is compared with a word that was meant as one: they are never equal. */
export function checkComparable([one, other]: readonly [Value, Value], at: Span): void {
  const word = typeof one === "boolean" ? other : typeof other === "boolean" ? one : undefined;
  if (typeof word === "string" && /^(?:no|off|false|yes|on|true)$/i.test(word)) throw noBoolean(word, at);
}

function noBoolean(word: string, at: Span) {
  const hint = 'where it is set, write true or false without quotes; here, "| bool" makes a boolean of it';
  return problem("RB2003", `the text "${word}" is no boolean`, { at, hint });
}
