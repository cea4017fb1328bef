import { isTemplate } from "../../expression/parse-template.ts";
import { problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import { vaultedText } from "../../secrets/vault/vaulted-text.ts";
import type { Located } from "../../source/located.ts";
import type { Span } from "../../source/span.ts";
import type { Input, InputValue } from "./input.ts";

/** What is needed of an input to check a value. */
type Form = Pick<Input, "name" | "type" | "pattern" | "secret" | "description">;

/**
 * The value in the input's type. A template stays as it is until it is evaluated; then it is checked again. Throws RB3102,
 * which names the input and what it must look like, never the value of a secret.
 */
export function checkInput(input: Form, given: InputValue, at?: Span): InputValue {
  const value = (isLocated(given) && given.kind === "scalar" && vaultedText(given)) || given;
  if (isLocated(value) && holdsTemplate(value)) return value;
  const text = textOf(value);
  const typed = text === undefined ? undefined : typedText(input, text);
  if (text === undefined || typed === undefined) {
    throw problem("RB3102", `the input "${input.name}" must be ${nameOf(input.type)}`, { at, hint: input.description });
  }
  if (input.pattern && !input.pattern.matches(text)) {
    const shown = input.secret || value instanceof SecretText ? "" : ` (it is ${JSON.stringify(text)})`;
    throw problem("RB3102", `the input "${input.name}" does not have the right form${shown}`, {
      at,
      hint: [input.description?.replace(/\.$/, ""), `it must match ${input.pattern.source}`].filter(Boolean).join("; "),
    });
  }
  if (value instanceof SecretText) return value;
  return input.secret ? new SecretText(input.name, text) : typed;
}

/** True for values that come from a YAML or JSON text. */
export function isLocated(value: InputValue): value is Located {
  return typeof value === "object" && !(value instanceof SecretText);
}

function holdsTemplate(value: Located): boolean {
  return (
    value.kind === "scalar" && typeof value.value === "string" && value.tag !== "!unsafe" && isTemplate(value.value)
  );
}

/** The text of a single value; `undefined` for lists, mappings and nothing. */
function textOf(value: InputValue): string | undefined {
  if (value instanceof SecretText) return value.reveal();
  if (!isLocated(value)) return String(value);
  return value.kind === "scalar" && value.value !== null ? value.source : undefined;
}

function typedText({ type }: Form, text: string): string | number | boolean | undefined {
  switch (type) {
    case "string":
      return text;
    case "path":
      return text === "" || text.includes("\0") ? undefined : text;
    case "integer":
      return /^[-+]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case "boolean":
      if (/^(true|yes|on|1)$/i.test(text)) return true;
      return /^(false|no|off|0)$/i.test(text) ? false : undefined;
  }
}

function nameOf(type: Input["type"]): string {
  switch (type) {
    case "string":
      return "text";
    case "path":
      return "the path of a file";
    case "integer":
      return "a whole number";
    case "boolean":
      return "true or false";
  }
}
