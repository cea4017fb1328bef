import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";
import { boundedText } from "../limits.ts";
import { required } from "../missing.ts";
import { expandReplacement } from "../regex/expand-replacement.ts";
import { Regex } from "../regex/regex.ts";
import type { Value } from "../value.ts";

/** `regex_search` (the matched text, its groups when some are named, none without a match) and `regex_replace`. */
export const regexFilters: ReadonlyMap<string, Callable> = defineCallables("text", {
  regex_search: ["pattern *groups ignorecase? multiline?", search],
  regex_replace: ["pattern replacement count? ignorecase? multiline?", replace],
});

function search(input: Value, call: Call): Value {
  const regex = regexOf(call);
  const match = regex.find(asText(input, call));
  if (!match) return null;
  if (call.args.rest.length === 0) return match.groups[0] ?? null;
  return call.args.rest.map((group) => {
    const name = asText(required(group), call).replace(/^\\(?:g<(\w+)>|(\d+))$/, "$1$2");
    return match.groups[regex.groupNumber(name)] ?? null;
  });
}

function replace(input: Value, call: Call): Value {
  const regex = regexOf(call);
  const text = asText(input, call);
  const replacement = call.args.text("replacement");
  let left = call.args.integer("count", 0) || Number.POSITIVE_INFINITY;
  let result = "";
  let end = 0;
  for (const match of regex.findAll(text)) {
    if (left-- <= 0) break;
    result += text.slice(end, match.start) + expandReplacement(replacement, match, { regex, at: call.at });
    boundedText(result, call.at);
    end = match.end;
  }
  return result + text.slice(end);
}

function regexOf({ args, at }: Call): Regex {
  return new Regex(
    args.text("pattern"),
    { ignoreCase: args.flag("ignorecase"), multiline: args.flag("multiline") },
    at,
  );
}
