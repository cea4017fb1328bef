import { problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import { asText } from "../expect.ts";
import { Regex } from "../regex/regex.ts";
import type { Value } from "../value.ts";
import { versionTypes } from "../version-order.ts";
import { defineTests, type TestCall } from "./test.ts";

/** Regular expressions (`match` at the begin, `search` anywhere), letters and versions. */
export const textTests = defineTests({
  match: ["pattern ignorecase? multiline?", (value, call) => matches(value, call, true)],
  search: ["pattern ignorecase? multiline?", (value, call) => matches(value, call, false)],
  regex: ["pattern ignorecase? multiline? match_type?", regex],
  lower: ["", (value, call) => isCased(plainText(value, call), (text) => text.toLowerCase())],
  upper: ["", (value, call) => isCased(plainText(value, call), (text) => text.toUpperCase())],
  version: ["version operator? strict? version_type?", versionIs],
  version_compare: ["version operator? strict? version_type?", versionIs],
});

function regex(value: Value, call: TestCall): boolean {
  const type = call.args.text("match_type", "search");
  if (type === "search" || type === "match") return matches(value, call, type === "match");
  throw problem("RB2003", `"match_type" of ${call.what} is "search" or "match", not "${type}"`, { at: call.at });
}

/** Letters of one case only, and at least one. */
function isCased(text: string, change: (text: string) => string): boolean {
  return change(text) === text && text.toLowerCase() !== text.toUpperCase();
}

function matches(value: Value, call: TestCall, anchored: boolean): boolean {
  const { args, at } = call;
  const flags = { ignoreCase: args.flag("ignorecase"), multiline: args.flag("multiline") };
  return new Regex(args.text("pattern"), flags, at).matches(plainText(value, call), anchored);
}

const accepted: ReadonlyMap<string, (order: number) => boolean> = new Map(
  [
    { names: ["<", "lt"], accept: (order: number) => order < 0 },
    { names: ["<=", "le"], accept: (order: number) => order <= 0 },
    { names: [">", "gt"], accept: (order: number) => order > 0 },
    { names: [">=", "ge"], accept: (order: number) => order >= 0 },
    { names: ["==", "=", "eq"], accept: (order: number) => order === 0 },
    { names: ["!=", "<>", "ne"], accept: (order: number) => order !== 0 },
  ].flatMap(({ names, accept }) => names.map((name) => [name, accept] as const)),
);

function versionIs(value: Value, call: TestCall): boolean {
  const operator = call.args.text("operator", "eq");
  const accept = accepted.get(operator);
  if (!accept) {
    const hint = `use ${[...accepted.keys()].join(" ")}`;
    throw problem("RB2003", `"${operator}" does not compare versions`, { at: call.at, hint });
  }
  const ours = plainText(value, call);
  const theirs = call.args.text("version");
  const compare = versionTypes.get(typeOf(call));
  if (!compare) {
    const hint = `use ${[...versionTypes.keys()].join(", ")}`;
    throw problem("RB2003", `"${typeOf(call)}" is no kind of version that can be compared`, { at: call.at, hint });
  }
  if (ours.trim() === "" || theirs.trim() === "") throw problem("RB2003", "a version is empty", call);
  const order = compare(ours, theirs);
  if (order !== undefined) return accept(order);
  if (typeOf(call) !== "loose") {
    const hint = "leave version_type and strict out to compare versions of any form";
    throw problem("RB2003", `one of the versions does not have the form of a ${typeOf(call)} version`, {
      at: call.at,
      hint,
    });
  }
  throw problem("RB2003", `the versions have no order: a number meets a text in them`, {
    at: call.at,
    hint: "compare versions of the same form, such as 1.9 and 1.10",
  });
}

function typeOf({ args }: TestCall): string {
  return args.text("version_type", args.flag("strict") ? "strict" : "loose");
}

function plainText(value: Value, call: TestCall): string {
  return asText(value instanceof SecretText ? value.reveal() : value, call);
}
