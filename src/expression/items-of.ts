import { SecretText } from "../secrets/secret-text.ts";
import { charactersOf } from "./characters.ts";
import { type Asker, asList } from "./expect.ts";
import type { Value } from "./value.ts";

/** The items of a list, keys of a mapping, or characters of a text (each a secret when the text is one). RB2003. */
export function itemsOf(value: Value, asker: Asker): readonly Value[] {
  if (typeof value === "string") return charactersOf(value);
  if (value instanceof SecretText) return charactersOf(value.reveal()).map((one) => new SecretText(value.name, one));
  return asList(value, asker);
}
