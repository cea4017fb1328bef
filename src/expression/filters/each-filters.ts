import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import { nothingGiven } from "../arguments.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asList, asText } from "../expect.ts";
import { memberAt } from "../member-path.ts";
import { Missing, required } from "../missing.ts";
import { holds, isTrue } from "../truth.ts";
import { Unknown } from "../unknown.ts";
import type { Value } from "../value.ts";

/** `map` applies a filter to each item or takes an attribute of it; the others keep or drop items by a test. */
export const eachFilters: ReadonlyMap<string, Callable> = defineCallables("shape", {
  map: ["*arguments attribute? default? **named", mapItems],
  select: ["*arguments **named", (input, call) => chosen(input, call, { byAttribute: false, keep: true })],
  reject: ["*arguments **named", (input, call) => chosen(input, call, { byAttribute: false, keep: false })],
  selectattr: ["*arguments **named", (input, call) => chosen(input, call, { byAttribute: true, keep: true })],
  rejectattr: ["*arguments **named", (input, call) => chosen(input, call, { byAttribute: true, keep: false })],
});

function mapItems(input: Value, call: Call): Value {
  const { args, at } = call;
  const items = asList(input, call);
  if (args.raw("attribute") !== undefined) {
    const attribute = args.text("attribute");
    return items.map((item) => {
      const member = memberAt(item, attribute, { owner: () => "an item", at });
      return required(member instanceof Missing ? (args.raw("default") ?? member) : member);
    });
  }
  const [name, ...positional] = args.rest;
  if (name === undefined) throw problem("RB2001", "map needs the name of a filter, or attribute=", { at });
  const filter = asText(required(name), call);
  const fallback = args.raw("default");
  const named = fallback === undefined ? args.extra : [...args.extra, ["default", fallback] as const];
  const given = positional.length + named.length === 0 ? nothingGiven : { positional, named };
  return items.map((item) => required(call.filter(filter, item, given)));
}

/** Items that pass a test (or are true, without one); unknown when the test's answer is. */
function chosen(input: Value, call: Call, { byAttribute, keep }: { byAttribute: boolean; keep: boolean }): Value {
  const words = call.args.rest.map(required);
  const attribute = byAttribute
    ? asText(words.shift() ?? null, { what: `the attribute of ${call.what}`, at: call.at })
    : "";
  const [test, ...positional] = words;
  const named = call.args.extra;
  const given = positional.length + named.length === 0 ? nothingGiven : { positional, named };
  const kept: Value[] = [];
  for (const item of asList(input, call)) {
    const owner = byAttribute ? ownerOf(item, attribute, call) : undefined;
    if (owner instanceof Unknown) return owner;
    const subject = byAttribute ? memberAt(item, attribute, { owner: () => "an item", at: call.at }) : item;
    const passes =
      test === undefined
        ? truthOf(required(subject), { byAttribute, at: call.at })
        : call.test(asText(test, call), subject, given);
    if (passes instanceof Unknown) return passes;
    if (passes === keep) kept.push(item);
  }
  return kept;
}

/** What the last step of a path is a member of: when that is unknown, nobody knows whether the member is there. */
function ownerOf(item: Value, path: string, { at }: Call): Value | Missing {
  const end = path.lastIndexOf(".");
  return end === -1 ? item : memberAt(item, path.slice(0, end), { owner: () => "an item", at });
}

/** Items may be any text; an attribute that is asked for its truth is a switch. */
function truthOf(value: Value, { byAttribute, at }: { byAttribute: boolean; at: Span }): boolean | Unknown {
  if (value instanceof Unknown) return value;
  return byAttribute ? holds(value, at) : isTrue(value);
}
