import { isList, isMap, type Value, valueMap } from "../expression/value.ts";
import { byCodePoint } from "../inventory/by-code-point.ts";

/** Data as JSON over several lines, its keys in the order of the alphabet: as `ansible-inventory` prints it. */
export function sortedJson(data: Value): string {
  return `${JSON.stringify(sorted(data), null, 4)}\n`;
}

function sorted(value: Value): Value {
  if (isList(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, sorted(one)] as const);
  return valueMap(entries.toSorted(([one], [other]) => byCodePoint(one, other)));
}
