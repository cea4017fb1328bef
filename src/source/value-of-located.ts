import { type Value, valueMap } from "../expression/value.ts";
import type { Located } from "./located.ts";

/** The plain data of a node: what is written, with no template evaluated. */
export function valueOfLocated(located: Located): Value {
  switch (located.kind) {
    case "scalar":
      return located.value;
    case "list":
      return located.items.map(valueOfLocated);
    case "map":
      return valueMap(located.entries.map(({ key, value }) => [key, valueOfLocated(value)]));
  }
}
