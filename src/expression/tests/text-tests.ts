import { problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import { asText } from "../expect.ts";
import { Regex } from "../regex/regex.ts";
import type { Value } from "../value.ts";
import { compareVersions } from "../version-order.ts";
import { defineTests, type TestCall } from "./test.ts";

/** Regular expressions (`match` at the begin, `search` anywhere) and versions. */
export const textTests = defineTests({
  match: ["pattern ignorecase? multiline?", (value, call) => matches(value, call, true)],
  search: ["pattern ignorecase? multiline?", (value, call) => matches(value, call, false)],
  version: ["version operator?", versionIs],
  version_compare: ["version operator?", versionIs],
});

function matches(value: Value, call: TestCall, anchored: boolean): boolean {
  const { args, at } = call;
  const flags = { ignoreCase: args.flag("ignorecase"), multiline: args.flag("multiline") };
  return new Regex(args.text("pattern"), flags, at).find(plainText(value, call), anchored) !== undefined;
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
  const [ours, theirs] = [plainText(value, call), call.args.text("version")];
  const order = compareVersions(ours, theirs);
  if (order !== undefined) return accept(order);
  throw problem("RB2003", `the versions have no order: a number meets a text in them`, {
    at: call.at,
    hint: "compare versions of the same form, such as 1.9 and 1.10",
  });
}

function plainText(value: Value, call: TestCall): string {
  return asText(value instanceof SecretText ? value.reveal() : value, call);
}
