import { problem } from "../problems/problem.ts";
import type { Call, Callable } from "./callable.ts";
import { capitalized, titled } from "./capitals.ts";
import { lengthOf } from "./characters.ts";
import { defineCallables } from "./define-callables.ts";
import { asKey, asList, asMap, misfit } from "./expect.ts";
import { formatBraces } from "./format-braces.ts";
import { limits } from "./limits.ts";
import { required } from "./missing.ts";
import { replaceText } from "./replace-text.ts";
import { linesOf, splitFromEnd, splitText } from "./split-text.ts";
import { TextBuilder } from "./text-builder.ts";
import { trimText } from "./trim-text.ts";
import { isMap, ownValue, type Value } from "./value.ts";

const textMethods = defineCallables("text", {
  split: [
    "sep? maxsplit?",
    (text, call) => splitText(plain(text, call), optional(call, "sep"), call.args.integer("maxsplit", undefined)),
  ],
  rsplit: [
    "sep? maxsplit?",
    (text, call) => splitFromEnd(plain(text, call), optional(call, "sep"), call.args.integer("maxsplit", undefined)),
  ],
  partition: ["sep", (text, call) => parted(plain(text, call), call, "first")],
  rpartition: ["sep", (text, call) => parted(plain(text, call), call, "last")],
  strip: ["chars?", (text, call) => trimText(plain(text, call), optional(call, "chars"))],
  lstrip: ["chars?", (text, call) => trimText(plain(text, call), optional(call, "chars"), "start")],
  rstrip: ["chars?", (text, call) => trimText(plain(text, call), optional(call, "chars"), "end")],
  splitlines: ["", (text, call) => linesOf(plain(text, call))],
  startswith: ["prefix", (text, call) => plain(text, call).startsWith(call.args.text("prefix"))],
  endswith: ["suffix", (text, call) => plain(text, call).endsWith(call.args.text("suffix"))],
  find: ["sub", (text, call) => placeOf(plain(text, call), call.args.text("sub"))],
  index: ["sub", (text, call) => placeThere(plain(text, call), call)],
  count: ["sub", (text, call) => occurrences(plain(text, call), call.args.text("sub"))],
  isdigit: ["", (text, call) => /^\p{Nd}+$/u.test(plain(text, call))],
  title: ["", (text, call) => titled(plain(text, call))],
  capitalize: ["", (text, call) => capitalized(plain(text, call))],
  zfill: ["width", (text, call) => zeroFilled(plain(text, call), call)],
  format: [
    "*values **named",
    (text, call) => formatBraces(plain(text, call), { values: call.args.rest, named: call.args.extra, at: call.at }),
  ],
  lower: ["", (text, call) => plain(text, call).toLowerCase()],
  upper: ["", (text, call) => plain(text, call).toUpperCase()],
  replace: [
    "old new count?",
    (text, call) =>
      replaceText(
        plain(text, call),
        [call.args.text("old"), call.args.text("new")],
        call.args.integer("count", undefined),
      ),
  ],
  join: [
    "items",
    (text, call) => {
      const joined = new TextBuilder();
      for (const [index, item] of asList(call.args.value("items") ?? null, call).entries()) {
        if (index > 0) joined.add(plain(text, call), call.at);
        joined.add(item, call.at);
      }
      return joined.value;
    },
  ],
});

const mapMethods = defineCallables("shape", {
  items: ["", (map, call) => Object.entries(asMap(map, call))],
  keys: ["", (map, call) => Object.keys(asMap(map, call))],
  values: ["", (map, call) => Object.values(asMap(map, call))],
  cycle: ["*values", cycle],
  get: [
    "key default?",
    (map, call) =>
      ownValue(asMap(map, call), asKey(call.args.value("key") ?? null, call)) ?? call.args.value("default") ?? null,
  ],
});

/** Every method by name; they are Python's, and there is no way to others. */
export const methods: ReadonlyMap<string, Callable> = new Map([...textMethods, ...mapMethods]);

/** `loop.cycle('odd', 'even')`: one of the values, in turns. */
function cycle(loop: Value, { args, what, at }: Call): Value {
  const turn = isMap(loop) ? ownValue(loop, "index0") : undefined;
  if (typeof turn !== "number") throw misfit("a loop", loop, { what, at });
  const values = args.rest.map(required);
  return values[turn % values.length] ?? null;
}

function zeroFilled(text: string, { args }: Call): string {
  const [, sign = "", digits = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  return sign + digits.padStart(Math.min(args.integer("width", 0), limits.text) - sign.length, "0");
}

function placeOf(text: string, part: string): number {
  const found = text.indexOf(part);
  return found === -1 ? -1 : lengthOf(text.slice(0, found));
}

function placeThere(text: string, { args, at }: Call): number {
  const found = placeOf(text, args.text("sub"));
  if (found !== -1) return found;
  throw problem("RB2003", "the text does not hold what is looked for", {
    at,
    hint: "write .find(...), which gives -1 then",
  });
}

/** Before, the separator, behind; without one the whole text is the first, or of `rpartition` the last. */
function parted(text: string, { args, at }: Call, which: "first" | "last"): readonly string[] {
  const separator = args.text("sep");
  if (separator === "") throw problem("RB2003", "an empty separator parts nothing", { at });
  const place = which === "first" ? text.indexOf(separator) : text.lastIndexOf(separator);
  if (place === -1) return which === "first" ? [text, "", ""] : ["", "", text];
  return [text.slice(0, place), separator, text.slice(place + separator.length)];
}

function occurrences(text: string, part: string): number {
  return part === "" ? lengthOf(text) + 1 : text.split(part).length - 1;
}

function plain(value: Value, call: Call): string {
  if (typeof value === "string") return value;
  throw misfit("text", value, call);
}

function optional({ args }: Call, name: string): string | undefined {
  return args.optionalText(name);
}
