import { Regex } from "../expression/regex/regex.ts";
import type { Kind } from "./kind.ts";
import { text } from "./kinds.ts";

/** A regular expression in Python's syntax, without look-around and back-references. RB2003 where it is not one. */
export function regularExpression(doc: string): Kind<Regex> {
  const base = text(doc);
  return {
    ...base,
    type: "regular expression",
    jsonSchema: { type: "string" },
    parse(value, where) {
      const source = base.parse(value, where);
      const file = { name: where.name, text: source };
      return new Regex(
        source,
        { ignoreCase: false, multiline: false },
        where.at ?? { file, start: 0, end: source.length },
      );
    },
  };
}
