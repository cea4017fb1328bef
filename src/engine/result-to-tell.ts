import { jsonText } from "../expression/json-text.ts";
import { isMap, type Value, type ValueMap, valueFromJson, valueMap } from "../expression/value.ts";

/** A task's result as JSON data for an event: secrets and unknowns give their labels; `..._lines` repeat what is there. */
export function resultToTell(result: Value): ValueMap | undefined {
  if (!isMap(result)) return undefined;
  const told = Object.entries(result).filter(([name]) => !name.endsWith("_lines"));
  const plain = valueFromJson(JSON.parse(jsonText(valueMap(told))));
  return isMap(plain) ? plain : undefined;
}
