import type { XmlPath } from "../../formats/xml-path.ts";
import { parseXmlPath } from "../../formats/xml-path-parse.ts";
import type { Kind } from "../../schema/kind.ts";
import { text } from "../../schema/kinds.ts";

/** A path into an XML document. RB5102 where it is not one. */
export function xmlPath(doc: string): Kind<XmlPath> {
  const base = text(doc);
  return {
    ...base,
    type: "XML path",
    jsonSchema: { type: "string", pattern: "^/" },
    parse: (value, where) => parseXmlPath(base.parse(value, where), where.at),
  };
}
