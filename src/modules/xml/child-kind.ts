import { isMap, type Value } from "../../expression/value.ts";
import type { NewElement } from "../../formats/xml-new-element.ts";
import { problem } from "../../problems/problem.ts";
import type { Kind, Where } from "../../schema/kind.ts";
import { anything } from "../../schema/kinds.ts";

/** A child to write: `name`, `name: its text`, or `name: {attribute: value}`. RB1101 for anything else. */
export function childElement(doc: string): Kind<NewElement> {
  return {
    ...anything(doc),
    type: "element",
    takesUnknown: false,
    jsonSchema: { type: ["string", "object"], maxProperties: 1 },
    parse: (value, where) => readChild(value ?? null, where),
  };
}

function readChild(value: Value, where: Where): NewElement {
  if (typeof value === "string") return { name: value };
  const [entry, ...others] = isMap(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) throw wrong(where);
  const [name, content] = entry;
  if (content === null) return { name };
  if (!isMap(content)) return { name, text: scalar(content, where) };
  const attributes = Object.entries(content).map(([key, one]) => [key, scalar(one, where)]);
  if (attributes.some(([key]) => key === "_" || key === "+value")) throw wrong(where);
  return { name, attributes: Object.fromEntries(attributes) };
}

function scalar(value: Value, where: Where): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw wrong(where);
}

function wrong({ name, at }: Where): Error {
  const forms = "an element's name, one name with its text, or one name with a mapping of attributes";
  return problem("RB1101", `"${name}" must be ${forms}`, { at });
}
