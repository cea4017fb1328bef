import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { capitalized, headlined } from "../capitals.ts";
import { charactersOf, lengthOf } from "../characters.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";
import { formatPercent } from "../format-percent.ts";
import { checkLength, limits } from "../limits.ts";
import { linesOf } from "../split-text.ts";
import type { Value } from "../value.ts";

/** Filters that lay out text for readers. */
export const wordingFilters: ReadonlyMap<string, Callable> = defineCallables("text", {
  capitalize: ["", (input, call) => capitalized(asText(input, call))],
  title: ["", (input, call) => headlined(asText(input, call))],
  center: ["width?", center],
  indent: ["width? first? blank?", indent],
  truncate: ["length? killwords? end? leeway?", truncate],
  wordcount: ["", (input, call) => asText(input, call).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0],
  format: [
    "*values **named",
    (input, { args, at, what }) =>
      formatPercent(asText(input, { what, at }), { values: args.rest, named: args.extra, at }),
  ],
  comment: [
    "style? decoration? newline? beginning? prefix? prefix_count? postfix? postfix_count? end?",
    (input, call) => comment(asText(input, call), call),
  ],
  escape: ["", (input, call) => escaped(asText(input, call))],
  e: ["", (input, call) => escaped(asText(input, call))],
});

function center(input: Value, call: Call): Value {
  const text = asText(input, call);
  const space = bounded(call.args.integer("width", 80)) - lengthOf(text);
  if (space <= 0) return text;
  const before = Math.floor(space / 2) + (space % 2 === 1 && lengthOf(text) % 2 === 0 ? 1 : 0);
  return " ".repeat(before) + text + " ".repeat(space - before);
}

/** Lines moved to the right, the first and empty ones only when asked to. */
function indent(input: Value, call: Call): Value {
  const { args } = call;
  const width = args.value("width") ?? 4;
  const space = typeof width === "string" ? width : " ".repeat(bounded(args.integer("width", 4)));
  const [first = "", ...others] = linesOf(`${asText(input, call)}\n`);
  const blank = args.flag("blank");
  checkLength(space.length * (others.length + 1), call.at);
  const moved = others.map((line) => (line === "" && !blank ? line : space + line));
  return [args.flag("first") ? space + first : first, ...moved].join("\n");
}

function truncate(input: Value, call: Call): Value {
  const { args, what, at } = call;
  const text = charactersOf(asText(input, call));
  const [length, end] = [args.integer("length", 255), args.text("end", "...")];
  const kept = length - lengthOf(end);
  if (kept < 0) throw problem("RB2003", `the "length" of ${what} leaves no room for its "end"`, { at });
  if (text.length <= length + args.integer("leeway", 5)) return text.join("");
  const begun = text.slice(0, kept).join("");
  const space = args.flag("killwords") ? -1 : begun.lastIndexOf(" ");
  return (space === -1 ? begun : begun.slice(0, space)) + end;
}

/** How comments of a style look: what stands before each line, and the lines around them. */
const commentStyles: ReadonlyMap<string, { decoration: string; beginning: string; end: string }> = new Map([
  ["plain", { decoration: "# ", beginning: "", end: "" }],
  ["erlang", { decoration: "% ", beginning: "", end: "" }],
  ["c", { decoration: "// ", beginning: "", end: "" }],
  ["cblock", { decoration: " * ", beginning: "/*", end: " */" }],
  ["xml", { decoration: " - ", beginning: "<!--", end: "-->" }],
]);

function comment(text: string, { args, what, at }: Call): string {
  const name = args.text("style", "plain");
  const style = commentStyles.get(name);
  if (!style) {
    const hint = `use ${[...commentStyles.keys()].join(", ")}`;
    throw problem("RB2003", `${what} does not know the style "${name}"`, { at, hint });
  }
  const newline = args.text("newline", "\n");
  const decoration = args.text("decoration", style.decoration);
  const [beginning, end] = [args.text("beginning", style.beginning), args.text("end", style.end)];
  const prefix = args.text("prefix", decoration.trimEnd());
  const postfix = args.text("postfix", decoration.trimEnd());
  const times = (key: string) => bounded(args.integer(key, 1));
  const bare = text.split(newline);
  checkLength(bare.length * decoration.length, at);
  const lines = bare.map((line) => decoration + line);
  const body = lines.map((line, index) => (line === decoration && index < lines.length - 1 ? line.trimEnd() : line));
  const above = prefix === "" ? "" : (prefix === newline ? newline : prefix + newline).repeat(times("prefix_count"));
  const below = (newline + postfix).repeat(times("postfix_count"));
  return `${beginning === "" ? "" : beginning + newline}${above}${body.join(newline)}${below}${end === "" ? "" : newline + end}`;
}

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&#34;"],
  ["'", "&#39;"],
]);

/** Text as XML and HTML write it. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities.get(character) ?? character);
}

function bounded(count: number): number {
  return Math.min(Math.max(count, 0), limits.text);
}
