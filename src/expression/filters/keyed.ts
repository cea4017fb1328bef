import { SecretText } from "../../secrets/secret-text.ts";
import type { Call } from "../callable.ts";
import { asList } from "../expect.ts";
import { memberAt } from "../member-path.ts";
import { Missing, required } from "../missing.ts";
import type { Value } from "../value.ts";

/** An item with what it is compared by. */
export interface Keyed {
  readonly item: Value;
  readonly key: Value;
}

/** The items of a list with their keys: themselves, or their `attribute` (or several), without case unless `case_sensitive`. */
export function keyed(input: Value, call: Call, attributes?: readonly string[]): Keyed[] {
  const folds = !call.args.flag("case_sensitive");
  const fold = (key: Value) => (folds ? folded(key) : key);
  return asList(input, call).map((item) => {
    const several = attributes && attributes.length > 1;
    const key = several ? attributes.map((one) => fold(attributeOf(item, one, call))) : fold(keyOf(item, call));
    return { item, key };
  });
}

/** What an item is compared by, as it is. */
export function keyOf(item: Value, call: Call): Value {
  const attribute = call.args.optionalText("attribute");
  return attribute === undefined ? item : attributeOf(item, attribute, call);
}

/** Text in lower case; anything else as it is. */
export function folded(key: Value): Value {
  if (key instanceof SecretText) return key.reveal().toLowerCase();
  return typeof key === "string" ? key.toLowerCase() : key;
}

function attributeOf(item: Value, attribute: string, { args, at }: Call): Value {
  const found = memberAt(item, attribute, { owner: () => "an item", at });
  return required(found instanceof Missing ? (args.raw("default") ?? found) : found);
}
