import { isTrue } from "../expression/truth.ts";
import type { Unknown } from "../expression/unknown.ts";
import type { Value } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";

/** What a switch comes to; as text, the words that YAML 1.1 takes for true and false count. RB1101 for other text. */
export function isOn(value: Exclude<Value, Unknown>, at: Span): boolean {
  if (typeof value !== "string") return isTrue(value);
  if (/^(?:yes|true|on|1)$/i.test(value)) return true;
  if (/^(?:no|false|off|0|)$/i.test(value)) return false;
  throw problem("RB1101", "this must be true or false, not other text", { at });
}
