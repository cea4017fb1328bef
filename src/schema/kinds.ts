import { isList, isMap, type Value, type ValueMap } from "../expression/value.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Evaluated, JsonSchema, Kind, Where } from "./kind.ts";
import { permissionBits } from "./permission-bits.ts";

interface Basis<T> {
  readonly type: string;
  readonly jsonSchema: JsonSchema;
  /** The parsed value, or `undefined` when it does not fit. */
  readonly read: (value: Value, where: Where) => T | undefined;
  readonly expected: string;
  /** The values there are, when there are only some. */
  readonly words?: readonly string[];
}

function kindOf<T>(doc: string, { type, jsonSchema, read, expected, words = [] }: Basis<T>): Kind<T> {
  return {
    type,
    doc,
    required: true,
    aliases: [],
    secret: false,
    form: "template",
    target: false,
    takesUnknown: false,
    jsonSchema,
    parse(value, where) {
      if (value === undefined) {
        throw problem("RB1102", `the parameter "${where.name}" is missing`, { at: where.at, hint: doc });
      }
      const parsed = read(value, where);
      if (parsed === undefined) {
        const hint = typeof value === "string" ? didYouMean(value, words) : undefined;
        throw problem("RB1101", `"${where.name}" must be ${expected}, not ${nameOfType(value)}`, {
          at: where.at,
          hint,
        });
      }
      return parsed;
    },
  };
}

/** Text; numbers and booleans are written out as they are. */
export function text(doc: string): Kind<string> {
  return kindOf(doc, {
    type: "text",
    jsonSchema: { type: ["string", "number", "boolean"] },
    read: asText,
    expected: "text",
  });
}

/** Text that may be a secret. */
export function secretText(doc: string): Kind<string | SecretText> {
  const read = (value: Value) => (value instanceof SecretText ? value : asText(value));
  const basis = { type: "text or secret", jsonSchema: { type: "string" }, read, expected: "text" };
  return { ...kindOf(doc, basis), secret: true };
}

/** An absolute path on the host. */
export function path(doc: string): Kind<string> {
  return kindOf(doc, {
    type: "path",
    jsonSchema: { type: "string" },
    read: (value) => (typeof value === "string" && /^\/[^\0]*$/.test(value) ? value : undefined),
    expected: 'an absolute path (it starts with "/")',
  });
}

/** An absolute path on the host that the module may write. */
export function targetPath(doc: string): Kind<string> {
  return { ...path(doc), target: true };
}

/** The name of a file beside the runbook, or in this folder beside it. */
export function fileBeside(folder: "files" | "templates", doc: string): Kind<string> {
  return { ...text(doc), beside: folder };
}

/** true or false; also yes, no, on, off as YAML 1.1 has them. */
export function boolean(doc: string): Kind<boolean> {
  return kindOf(doc, { type: "boolean", jsonSchema: { type: "boolean" }, read: asBoolean, expected: "true or false" });
}

/** A whole number. */
export function integer(doc: string): Kind<number> {
  return kindOf(doc, {
    type: "whole number",
    jsonSchema: { type: "integer" },
    read: (value) => {
      const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
      return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
    },
    expected: "a whole number",
  });
}

/** A length of time; a bare number is seconds, else a number with ms, s, m or h. Parsed to milliseconds. */
export function duration(doc: string): Kind<number> {
  const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return kindOf(doc, {
    type: "duration",
    jsonSchema: { type: ["number", "string"], pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h)?$" },
    read: (value) => {
      const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(
        typeof value === "number" ? String(value) : (asText(value) ?? ""),
      );
      return found ? Math.round(Number(found[1]) * (factors[found[2] ?? "s"] ?? 1000)) : undefined;
    },
    expected: 'a duration like 30, "30s", "5m" or "500ms"',
  });
}

/** One of a few words. */
export function oneOf<const W extends string>(words: readonly W[], doc: string): Kind<W> {
  return kindOf(doc, {
    type: words.join(" | "),
    jsonSchema: { enum: words },
    read: (value) => words.find((word) => word === asText(value)),
    expected: `one of ${words.join(", ")}`,
    words,
  });
}

/** Permission bits: "0644", or symbolic like "u=rw,go=r" where nothing depends on the present mode. */
export function mode(doc: string): Kind<number> {
  return kindOf(doc, {
    type: "mode",
    jsonSchema: { type: "string", pattern: "^(0?[0-7]{3,4}|[ugoa]+=[rwx]*(,[ugoa]+=[rwx]*)*)$" },
    read: (value) => (typeof value === "string" ? permissionBits(value) : undefined),
    expected: 'a quoted octal mode such as "0644", or one like "u=rw,go=r" that says all of it',
  });
}

/** A list; a single item stands for a list of one. */
export function list<T>(item: Kind<T>, doc: string): Kind<readonly T[]> {
  const base = kindOf(doc, {
    type: `list of ${item.type}`,
    jsonSchema: { anyOf: [{ type: "array", items: item.jsonSchema }, item.jsonSchema] },
    read: (value, where) => {
      const items = isList(value) ? value : [value];
      return items.map((one, index) => item.parse(one, { ...where, name: `${where.name}[${index}]` }));
    },
    expected: `a list of ${item.type}`,
  });
  const { form, secret, target, takesUnknown, commandLine = false } = item;
  return { ...base, form, secret, target, takesUnknown, commandLine };
}

/** A mapping with values of any type. */
export function mapping(doc: string): Kind<ValueMap> {
  return kindOf(doc, {
    type: "mapping",
    jsonSchema: { type: "object" },
    read: (value) => (isMap(value) ? value : undefined),
    expected: "a mapping",
  });
}

/** Any value, unknowns too. */
export function anything(doc: string): Kind<Value> {
  const basis = { type: "any", jsonSchema: {}, read: (value: Value) => value, expected: "a value" };
  return { ...kindOf(doc, basis), takesUnknown: true };
}

/** An expression without braces, as in `when`. The module gets its text and its value. */
export function expression(doc: string): Kind<Evaluated> {
  return {
    ...kindOf<Evaluated>(doc, {
      type: "expression",
      jsonSchema: { type: ["string", "boolean"] },
      read: asEvaluated,
      expected: "an expression",
    }),
    form: "expression",
    takesUnknown: true,
  };
}

/** May be left out. */
export function optional<T>(kind: Kind<T>): Kind<T | undefined> {
  return {
    ...kind,
    required: false,
    parse: (value, where) => (value === undefined ? undefined : kind.parse(value, where)),
  };
}

/** May be left out, and then is this. */
export function withDefault<T>(kind: Kind<T>, fallback: T & (string | number | boolean)): Kind<T> {
  return {
    ...kind,
    required: false,
    fallback: String(fallback),
    parse: (value, where) => (value === undefined ? fallback : kind.parse(value, where)),
  };
}

/** Other accepted names. */
export function alias<T>(kind: Kind<T>, ...names: readonly string[]): Kind<T> {
  return { ...kind, aliases: names };
}

/** What a value is called in messages. Never shows the value. */
export function nameOfType(value: Value): string {
  if (value === null) return "nothing";
  if (value instanceof SecretText) return "a secret";
  if (isList(value)) return "a list";
  if (isMap(value)) return "a mapping";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    default:
      return "an unknown value";
  }
}

function asText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function asBoolean(value: Value): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  if (/^(true|yes|on|y|1)$/i.test(value)) return true;
  return /^(false|no|off|n|0)$/i.test(value) ? false : undefined;
}

function asEvaluated(value: Value): Evaluated | undefined {
  const source = isMap(value) ? value.source : undefined;
  return isMap(value) && typeof source === "string" ? { source, value: value.value ?? null } : undefined;
}
