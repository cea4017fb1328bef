import type { Module } from "../modules/contract/define-module.ts";
import { flagSchema, templateSchema } from "./keyword-schema.ts";
import type { JsonSchema, Kind } from "./kind.ts";

/** What may stand under a module's name: its parameters, or the text that it takes. */
export function moduleSchema({ name, summary, parameters, freeForm, freeKeys }: Module): JsonSchema {
  const shown = Object.entries(parameters).filter(([parameter]) => parameter !== freeKeys);
  const properties = shown.flatMap(([parameter, kind]) => {
    return [parameter, ...kind.aliases].map((one) => [one, parameterSchema(kind)] as const);
  });
  const required = shown
    .filter(([, kind]) => kind.required)
    .map(([parameter, { aliases }]) => ({ anyOf: [parameter, ...aliases].map((one) => ({ required: [one] })) }));
  const mapping: JsonSchema = {
    type: "object",
    properties: Object.fromEntries(properties),
    additionalProperties: freeKeys !== undefined,
    ...(required.length > 0 && { allOf: required }),
  };
  const others = [
    ...(freeForm === undefined ? [] : [{ type: ["string", "number", "boolean"] }]),
    ...(required.length === 0 ? [{ type: "null" }] : []),
  ];
  const description = `${summary}\nrunbook modules ${name}`;
  return others.length === 0 ? { description, ...mapping } : { description, anyOf: [mapping, ...others] };
}

/** A parameter: what its kind allows, or a template. Parameters that are refused complete nowhere. */
function parameterSchema(kind: Kind<unknown>): JsonSchema {
  const fallback = kind.fallback === undefined ? "" : ` Default: ${kind.fallback}.`;
  const description = `${kind.doc}${fallback}`;
  if (kind.refused) return { description: `Not supported. ${description}`, ...kind.jsonSchema };
  const own = kind.type === "boolean" ? flagSchema : kind.jsonSchema;
  if (Object.keys(own).length === 0 || kind.form === "expression") return { description, ...own };
  return { description, anyOf: [own, templateSchema] };
}
