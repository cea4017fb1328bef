import type { Expression, Template } from "../expression/ast.ts";
import type { ValueSource } from "./value-source.ts";

/** Every expression and template in a value, as it is written. */
export function parsedIn(source: ValueSource): readonly (Expression | Template)[] {
  switch (source.kind) {
    case "constant":
      return [];
    case "template":
      return [source.template];
    case "expression":
      return [source.expression];
    case "list":
      return source.items.flatMap(parsedIn);
    case "map":
      return source.entries.flatMap(([, value]) => parsedIn(value));
  }
}
