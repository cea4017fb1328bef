import { SecretText } from "../secrets/secret-text.ts";
import { Missing } from "./missing.ts";
import { numberText } from "./number-text.ts";
import { isList, isMap, type Value, valueMap } from "./value.ts";

/** The first secret inside a value, however deep. */
export function firstSecret(value: Value): SecretText | undefined {
  if (value instanceof SecretText) return value;
  const inside = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  for (const one of inside) {
    const found = firstSecret(one);
    if (found) return found;
  }
  return undefined;
}

/** The value with every secret in it as plain text: only for a computation whose result is concealed again. */
export function revealed(value: Value): Value {
  return mapTexts(value, (text) => (text instanceof SecretText ? text.reveal() : text));
}

/** The value with every text in it made a secret, and with `numbers` every number too; keys and booleans stay. */
export function concealed<T extends Value | Missing>(value: T, name: string, numbers = false): Value | T {
  if (value instanceof Missing) return value;
  const change = (text: string | SecretText) => (text instanceof SecretText ? text : new SecretText(name, text));
  return mapTexts(numbers ? withoutNumbers(value) : value, change);
}

function withoutNumbers(value: Value): Value {
  if (typeof value === "number") return numberText(value);
  if (isList(value)) return value.map(withoutNumbers);
  return isMap(value) ? valueMap(Object.entries(value).map(([key, one]) => [key, withoutNumbers(one)])) : value;
}

function mapTexts(value: Value, change: (text: string | SecretText) => Value): Value {
  if (typeof value === "string" || value instanceof SecretText) return change(value);
  if (isList(value)) return value.map((item) => mapTexts(item, change));
  if (isMap(value)) return valueMap(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]));
  return value;
}
