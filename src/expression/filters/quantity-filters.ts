import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asNumber, asText } from "../expect.ts";
import { roundHalfEven } from "../round-number.ts";
import type { Value } from "../value.ts";

/** Powers, and amounts of bytes or bits as people write them. */
export const quantityFilters: ReadonlyMap<string, Callable> = defineCallables("values", {
  pow: ["y", (input, call) => finite(asNumber(input, call) ** number("y", call, 1), call)],
  root: ["base?", (input, call) => finite(rootOf(asNumber(input, call), number("base", call, 2)), call)],
  log: ["base?", (input, call) => finite(logOf(asNumber(input, call), number("base", call, Math.E)), call)],
  human_readable: ["isbits? unit?", humanReadable],
  human_to_bytes: ["default_unit? isbits?", humanToBytes],
});

/** Units and how many bytes or bits they are, the largest first. */
const units: ReadonlyMap<string, number> = new Map(
  [..."YZEPTGMKB"].map((letter, index) => [letter, 2 ** (10 * (8 - index))]),
);

function number(name: string, { args }: Call, fallback: number): number {
  const value = args.value(name) ?? null;
  return value === null ? fallback : asNumber(value, args.asker(name));
}

function rootOf(value: number, base: number): number {
  return base === 2 ? Math.sqrt(value) : value ** (1 / base);
}

function logOf(value: number, base: number): number {
  if (base === 10) return Math.log10(value);
  return base === 2 ? Math.log2(value) : Math.log(value) / Math.log(base);
}

function finite(result: number, { what, at }: Call): number {
  if (Number.isFinite(result)) return result;
  throw problem("RB2003", `${what} has no result for this number`, { at });
}

function humanReadable(input: Value, call: Call): Value {
  const size = asNumber(input, call);
  const wanted = call.args.optionalText("unit")?.toUpperCase();
  const base = call.args.flag("isbits") ? "bits" : "Bytes";
  const fits = ([letter, amount]: readonly [string, number]) =>
    wanted === undefined ? size >= amount : wanted === letter;
  const [letter, amount] = [...units].find(fits) ?? ["B", 1];
  return `${decimals(size / amount)} ${amount === 1 ? base : letter + base.charAt(0)}`;
}

/** Two decimals; of two that are as near, the even one. */
function decimals(value: number): string {
  return roundHalfEven(value, 2).toFixed(2);
}

function humanToBytes(input: Value, call: Call): Value {
  const text = asText(input, call);
  const [, amount = "", written] = /^\s*(\d+\.?\d*|\.\d+)\s*([A-Za-z]+)?\s*$/.exec(text) ?? [];
  const unit = written ?? call.args.optionalText("default_unit");
  const [mark, word] = call.args.flag("isbits") ? (["b", "bit"] as const) : (["B", "byte"] as const);
  const size = unit === undefined ? 1 : units.get(unit.charAt(0).toUpperCase());
  const rest = unit?.slice(1) ?? "";
  const isUnit = rest === "" || rest.startsWith(mark) || (unit ?? "").toLowerCase().includes(word);
  if (amount !== "" && size !== undefined && isUnit) return roundHalfEven(Number(amount) * size, 0);
  throw problem("RB2003", `${call.what} cannot read "${text.slice(0, 60)}"`, {
    at: call.at,
    hint: `write a number and a unit such as K, M${mark} or G${mark}`,
  });
}
