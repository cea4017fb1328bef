import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import { listHolds } from "./equality.ts";
import { typeName } from "./type-name.ts";
import { Unknown } from "./unknown.ts";
import { isList, isMap, type Value } from "./value.ts";

/** `item in container`: a part of a text, an item of a list, a key of a mapping. RB2003. */
export function contains(container: Value, item: Value, at: Span): boolean | Unknown {
  if (container instanceof Unknown) return container;
  if (item instanceof Unknown) return isList(container) && container.length === 0 ? false : item;
  if (container instanceof SecretText) return contains(container.reveal(), item, at);
  if (isList(container)) return listHolds(container, item);
  if (item instanceof SecretText) return contains(container, item.reveal(), at);
  if (isMap(container))
    return (typeof item === "string" || typeof item === "number") && Object.hasOwn(container, String(item));
  if (typeof container !== "string") {
    throw problem("RB2003", `"in" looks into text, a list or a mapping, not ${typeName(container)}`, { at });
  }
  if (typeof item === "string") return container.includes(item);
  throw problem("RB2003", `${typeName(item)} cannot be in text`, { at, hint: "turn it into text with | string" });
}
