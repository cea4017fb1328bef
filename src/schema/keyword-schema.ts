import { factsOfKeyword, type KeywordForm } from "../runbook/keyword-forms.ts";
import type { JsonSchema } from "./kind.ts";

const text: JsonSchema = { type: ["string", "number", "boolean"] };
const words: JsonSchema = { anyOf: [text, { type: "array", items: text }] };

/** Booleans, as YAML 1.1 has them too. */
export const flagSchema: JsonSchema = {
  anyOf: [{ type: "boolean" }, { type: "string", pattern: "^([Yy]es|[Nn]o|[Oo]n|[Oo]ff|[Tt]rue|[Ff]alse)$" }],
};

/** Any text with a template in it. */
export const templateSchema: JsonSchema = { type: "string", pattern: "\\{[{%]" };

/** What may stand at each form of keyword; tasks are in the definitions of the whole schema. */
const schemas: Readonly<Record<KeywordForm, JsonSchema>> = {
  text,
  flag: flagSchema,
  number: { type: "number" },
  words,
  template: {},
  switch: { anyOf: [...list(flagSchema.anyOf), templateSchema] },
  conditions: words,
  variables: { type: ["object", "null"], propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" } },
  steps: { anyOf: [{ type: "array", items: { $ref: "#/definitions/step" } }, { type: "null" }] },
  name: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
  mapping: { type: "object" },
};

/** The schema of a keyword, with what it means. */
export function keywordSchema(keyword: string): JsonSchema {
  const { form, doc } = factsOfKeyword(keyword);
  return { description: doc, ...schemas[form] };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
