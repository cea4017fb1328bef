import type { Value } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Kind } from "./kind.ts";

/** What Ansible has and we do not: `why` is one sentence; `accepts` is the value that asks for nothing, so it may stand. */
export interface Refusal {
  readonly accepts?: boolean | string | number;
  readonly why: string;
}

/** A parameter that is known but not supported; giving it (except for what `accepts` allows) is RB5009, with the reason. */
export function refused({ accepts, why }: Refusal): Kind<undefined> {
  return {
    type: accepts === undefined ? "refused" : `only ${accepts}`,
    doc: why,
    required: false,
    aliases: [],
    secret: false,
    form: "template",
    target: false,
    takesUnknown: false,
    refused: true,
    jsonSchema: accepts === undefined ? { not: {} } : { const: accepts },
    parse(value, { name, at }) {
      if (value === undefined || (accepts !== undefined && same(value, accepts))) return undefined;
      throw problem("RB5009", `"${name}" is not supported`, { at, hint: why });
    },
  };
}

function same(value: Value, accepted: boolean | string | number): boolean {
  if (value === accepted) return true;
  if (typeof accepted !== "boolean" || typeof value !== "string") return false;
  return (accepted ? /^(true|yes|on)$/i : /^(false|no|off)$/i).test(value);
}
