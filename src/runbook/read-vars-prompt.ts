import type { Collector } from "../problems/collector.ts";
import { problem } from "../problems/problem.ts";
import type { Located } from "../source/located.ts";
import { Fields } from "./fields.ts";
import type { Input } from "./inputs/input.ts";

const keys = ["name", "prompt", "default", "private", "confirm", "unsafe"] as const;
const refused = ["encrypt", "salt", "salt_size"] as const;

/** What a play asks a person for, as inputs of the runbook. What is wrong goes to the collector: RB1101 to RB1103. */
export function readVarsPrompt(fields: Fields): readonly Input[] {
  return fields.list("vars_prompt").flatMap((item) => {
    return fields.collector.attempt(() => readPrompt(item, fields.collector)) ?? [];
  });
}

function readPrompt(item: Located, collector: Collector): Input {
  if (item.kind !== "map") throw problem("RB1101", "a prompt must be a mapping with a name", { at: item.span });
  const fields = new Fields(item, collector);
  fields.refuseOthers([...keys, ...refused], "prompt");
  for (const key of refused) {
    const found = fields.entry(key);
    if (!found) continue;
    throw problem("RB1103", `"${key}" of a prompt is not supported`, {
      at: found.keySpan,
      hint: "What a person answers is a secret here. Where a host needs a hash, ask for the hash.",
    });
  }
  const name = fields.text("name") ?? "";
  const at = fields.entry("name");
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw problem("RB1101", 'a prompt needs the "name" of a variable', { at: at?.value.span ?? item.span });
  }
  const fallback = fields.entry("default")?.value;
  const secret = fields.flag("private") ?? fallback === undefined;
  if (secret && fallback) {
    throw problem("RB1101", `"${name}" is private and has a default`, {
      at: fallback.span,
      hint: 'A runbook is no place for a secret: leave the default out, or say "private: false".',
    });
  }
  return {
    name,
    type: "string",
    pattern: undefined,
    secret,
    description: fields.text("prompt"),
    default: fallback,
    required: fallback === undefined,
    command: undefined,
    isAskedTwice: fields.flag("confirm") ?? false,
    span: at?.value.span ?? item.span,
  };
}
