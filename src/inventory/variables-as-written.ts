import { type ValueMap, valueMap } from "../expression/value.ts";
import { valueOfLocated } from "../source/value-of-located.ts";
import type { Host } from "./model.ts";

/** A host's variables as written, templates and all, as `ansible-inventory` prints them. */
export function variablesAsWritten(host: Host): ValueMap {
  return valueMap([...host.variables].map(([name, { value }]) => [name, valueOfLocated(value)]));
}
