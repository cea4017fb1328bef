import type { Call, Callable } from "./callable.ts";
import { defineCallables } from "./define-callables.ts";
import { asKey, asList, asMap, misfit } from "./expect.ts";
import { replaceText } from "./replace-text.ts";
import { splitText } from "./split-text.ts";
import { TextBuilder } from "./text-builder.ts";
import { trimText } from "./trim-text.ts";
import { ownValue, type Value } from "./value.ts";

const textMethods = defineCallables("text", {
  split: [
    "sep? maxsplit?",
    (text, call) => splitText(plain(text, call), optional(call, "sep"), call.args.integer("maxsplit", undefined)),
  ],
  strip: ["chars?", (text, call) => trimText(plain(text, call), optional(call, "chars"))],
  startswith: ["prefix", (text, call) => plain(text, call).startsWith(call.args.text("prefix"))],
  endswith: ["suffix", (text, call) => plain(text, call).endsWith(call.args.text("suffix"))],
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
  get: [
    "key default?",
    (map, call) =>
      ownValue(asMap(map, call), asKey(call.args.value("key") ?? null, call)) ?? call.args.value("default") ?? null,
  ],
});

/** Every method by name; they are Python's, and there is no way to others. */
export const methods: ReadonlyMap<string, Callable> = new Map([...textMethods, ...mapMethods]);

function plain(value: Value, call: Call): string {
  if (typeof value === "string") return value;
  throw misfit("text", value, call);
}

function optional({ args }: Call, name: string): string | undefined {
  const value = args.value(name) ?? null;
  return value === null ? undefined : args.text(name);
}
