import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";
import { boundedText } from "../limits.ts";
import { required } from "../missing.ts";
import { expandReplacement } from "../regex/expand-replacement.ts";
import { Regex } from "../regex/regex.ts";
import type { Value } from "../value.ts";

/** Regular expressions: the first match (none without one), all of them, what becomes of them, and text as a pattern for itself. */
export const regexFilters: ReadonlyMap<string, Callable> = defineCallables("text", {
  regex_findall: ["regex multiline? ignorecase?", findAll],
  regex_escape: ["re_type?", escaped],
  regex_search: ["regex *groups ignorecase? multiline?", search],
  regex_replace: ["pattern replacement? ignorecase? multiline? * count?", replace],
});

/** Every match: its one group when there is one, the list of its groups when there are several. As Python. */
function findAll(input: Value, call: Call): Value {
  const found: Value[] = [];
  for (const { groups } of regexOf(call, "regex").findAll(asText(input, call))) {
    call.steps.spend(1, call.at);
    const [whole = "", ...own] = groups.map((group) => group ?? "");
    found.push(own.length > 1 ? own : (own[0] ?? whole));
  }
  return found;
}

const escapes: ReadonlyMap<string, RegExp> = new Map([
  ["python", /[-()[\]{}?*+|^$\\.&~# \t\n\r\v\f]/g],
  ["posix_basic", /[\].[^$*\\]/g],
]);

function escaped(input: Value, call: Call): Value {
  const name = call.args.text("re_type", "python");
  const special = escapes.get(name);
  if (special) return asText(input, call).replace(special, "\\$&");
  const hint = `use ${[...escapes.keys()].join(" or ")}`;
  throw problem("RB2003", `"${name}" is no kind of regular expression that can be written`, { at: call.at, hint });
}

function search(input: Value, call: Call): Value {
  const regex = regexOf(call, "regex");
  const match = regex.find(asText(input, call));
  if (!match) return null;
  if (call.args.rest.length === 0) return match.groups[0] ?? null;
  return call.args.rest.map((group) => {
    const name = asText(required(group), call).replace(/^\\(?:g<(\w+)>|(\d+))$/, "$1$2");
    return match.groups[regex.groupNumber(name)] ?? null;
  });
}

function replace(input: Value, call: Call): Value {
  const regex = regexOf(call, "pattern");
  const text = asText(input, call);
  const replacement = call.args.text("replacement", "");
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

function regexOf({ args, at }: Call, name: "pattern" | "regex"): Regex {
  return new Regex(args.text(name), { ignoreCase: args.flag("ignorecase"), multiline: args.flag("multiline") }, at);
}
