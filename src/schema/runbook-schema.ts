import type { Module } from "../modules/contract/define-module.ts";
import { inputTypes } from "../runbook/inputs/input.ts";
import type { inputKeys } from "../runbook/inputs/read-inputs.ts";
import {
  blockKeywords,
  importKeywords,
  importPlaybookKeys,
  importPlaybookKeywords,
  loopKeywords,
  playKeywords,
  roleTaskKeywords,
  runbookKeywords,
  taskKeywords,
} from "../runbook/keywords.ts";
import { flagSchema, keywordSchema } from "./keyword-schema.ts";
import type { JsonSchema } from "./kind.ts";
import { moduleSchema } from "./module-schema.ts";

/** One JSON Schema (draft 7, which editors know best) for runbook files, made from the keywords and the modules' contracts. */
export function runbookSchema(modules: readonly Module[]): JsonSchema {
  const plays = { type: "array", items: anyOf("play", "imported_plays") };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "runbook",
    description: "A list of plays; or a mapping with name, source, inputs and plays.",
    anyOf: [plays, { $ref: "#/definitions/runbook" }],
    definitions: {
      runbook: {
        type: "object",
        properties: { ...keywords(runbookKeywords), inputs: inputsSchema(), plays },
        required: ["plays"],
        additionalProperties: false,
      },
      play: {
        type: "object",
        properties: keywords(playKeywords),
        required: ["hosts"],
        additionalProperties: false,
      },
      imported_plays: {
        type: "object",
        properties: keywords(importPlaybookKeywords),
        anyOf: importPlaybookKeys.map((key) => ({ required: [key] })),
        additionalProperties: false,
      },
      step: anyOf("task", "block", "imported_tasks", "role_tasks"),
      block: {
        type: "object",
        properties: keywords(blockKeywords),
        required: ["block"],
        additionalProperties: false,
      },
      imported_tasks: {
        type: "object",
        properties: keywords([...importKeywords, ...loopKeywords]),
        anyOf: importKeywords.filter((key) => /_tasks$/.test(key)).map((key) => ({ required: [key] })),
        additionalProperties: false,
      },
      role_tasks: {
        type: "object",
        properties: keywords([...roleTaskKeywords, ...loopKeywords]),
        anyOf: roleTaskKeywords.filter((key) => /t_role$|e_role$/.test(key)).map((key) => ({ required: [key] })),
        additionalProperties: false,
      },
      task: {
        type: "object",
        properties: { ...keywords(taskKeywords), ...Object.fromEntries(modules.flatMap(moduleNames)) },
        additionalProperties: false,
      },
      ...Object.fromEntries(modules.map((module) => [definitionOf(module), moduleSchema(module)])),
    },
  };
}

function anyOf(...definitions: readonly string[]): JsonSchema {
  return { anyOf: definitions.map((name) => ({ $ref: `#/definitions/${name}` })) };
}

function keywords(names: readonly string[]): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(names.map((name) => [name, keywordSchema(name)]));
}

function moduleNames(module: Module): readonly (readonly [string, JsonSchema])[] {
  const reference = { $ref: `#/definitions/${definitionOf(module)}` };
  return [module.name, ...(module.aliases ?? [])].map((name) => [name, reference] as const);
}

function definitionOf({ name }: Module): string {
  return `module_${name}`;
}

/** What an input may say of itself. */
function inputsSchema(): JsonSchema {
  const known: Readonly<Record<(typeof inputKeys)[number], JsonSchema>> = {
    type: { enum: inputTypes, description: "What its value must be. Default: string." },
    pattern: { type: "string", description: "A regular expression that the whole value must match." },
    secret: { ...flagSchema, description: "Never shown, and never taken from the command line." },
    description: { type: "string", description: "Shown where the value is asked for." },
    default: { description: "The value where none is given." },
    required: { ...flagSchema, description: "Whether a run needs a value from somewhere." },
    command: {
      type: "array",
      items: { type: "string" },
      description: "A program and its arguments that print the value.",
    },
  };
  const input = { type: ["object", "null"], properties: known, additionalProperties: false };
  return {
    description: "Values that the runbook needs from outside.",
    type: "object",
    propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
    additionalProperties: input,
  };
}
