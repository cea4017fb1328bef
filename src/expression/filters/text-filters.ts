import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asList, asText } from "../expect.ts";
import { memberAt } from "../member-path.ts";
import { required } from "../missing.ts";
import { replaceText } from "../replace-text.ts";
import { splitText } from "../split-text.ts";
import { TextBuilder } from "../text-builder.ts";
import { trimText } from "../trim-text.ts";
import type { Value } from "../value.ts";

/** Filters that make text of text. */
export const textFilters: ReadonlyMap<string, Callable> = defineCallables("text", {
  lower: ["", (input, call) => asText(input, call).toLowerCase()],
  upper: ["", (input, call) => asText(input, call).toUpperCase()],
  trim: ["chars?", (input, call) => trimText(asText(input, call), call.args.optionalText("chars"))],
  replace: [
    "old new count?",
    (input, call) => {
      const { args } = call;
      return replaceText(asText(input, call), [args.text("old"), args.text("new")], args.integer("count", undefined));
    },
  ],
  split: [
    "separator? maxsplit?",
    (input, call) =>
      splitText(asText(input, call), call.args.optionalText("separator"), call.args.integer("maxsplit", undefined)),
  ],
  join: ["d? attribute?", join],
  string: [
    "",
    (input, call) => {
      const text = new TextBuilder();
      text.add(input, call.at);
      return text.value;
    },
  ],
  quote: ["", (input, call) => quoted(asText(input, call))],
});

function join(input: Value, call: Call): Value {
  const separator = call.args.text("d", "");
  const attribute = call.args.optionalText("attribute");
  const text = new TextBuilder();
  for (const [index, item] of asList(input, call).entries()) {
    if (index > 0) text.add(separator, call.at);
    text.add(
      attribute === undefined ? item : required(memberAt(item, attribute, { owner: () => "an item", at: call.at })),
      call.at,
    );
  }
  return text.value;
}

/** One word for a POSIX shell; left as it is when no character needs quoting. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
