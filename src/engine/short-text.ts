import { textOf } from "../expression/text-of.ts";
import { Unknown } from "../expression/unknown.ts";
import type { Value } from "../expression/value.ts";

/** A value as messages name it. */
export function shortText(item: Value): string {
  const text = item instanceof Unknown ? "?" : String(textOf(item));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
