import { Missing } from "./missing.ts";
import { type Access, attributeOf, itemOf } from "./subscript.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/** What a path such as `ims.0.name` leads to from a value. */
export function memberAt(value: Value, path: string, access: Access): Value | Missing {
  let found: Value | Missing = value;
  for (const step of path.split(".")) {
    if (found instanceof Unknown || found instanceof Missing) return found;
    found = /^-?\d+$/.test(step) ? itemOf(found, Number(step), access) : attributeOf(found, step, access);
  }
  return found;
}
