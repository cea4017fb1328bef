import { SecretText } from "../secrets/secret-text.ts";
import { firstSecret, revealed } from "./conceal.ts";
import { jsonText } from "./json-text.ts";
import { numberText } from "./number-text.ts";
import { Unknown } from "./unknown.ts";
import { firstUnknown, type Value } from "./value.ts";

/**
 * How a value is written into text. As Ansible writes it: `True`, `False`, none as nothing, numbers as Python prints them.
 * Lists and mappings are written as JSON, not as Python would (`{'a': True}` is no format anything else can read).
 * Text with a secret in it is a secret; with an unknown in it, unknown.
 */
export function textOf(value: Value): string | SecretText | Unknown {
  if (typeof value === "string" || value instanceof SecretText || value instanceof Unknown) return value;
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return numberText(value);
  const unknown = firstUnknown(value);
  if (unknown) return unknown;
  const secret = firstSecret(value);
  return secret ? new SecretText(secret.name, jsonText(revealed(value))) : jsonText(value);
}
