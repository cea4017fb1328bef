import { problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asNumber, misfit } from "../expect.ts";
import { roundHalfEven } from "../round-number.ts";
import type { Value } from "../value.ts";

/**
 * Conversions to numbers and booleans, and rounding. Stricter than Ansible: what is no number or boolean is an error
 * unless `default` says otherwise. Secrets are refused, since a number cannot be kept secret.
 */
export const numberFilters: ReadonlyMap<string, Callable> = defineCallables("values", {
  int: ["default? base?", int],
  float: ["default?", (input, call) => numberFrom(input) ?? fallback("a number", input, call)],
  bool: [
    "",
    (input, call) => truth(input) ?? fallback("a boolean (yes or no, true or false, on or off, 1 or 0)", input, call),
  ],
  abs: ["", (input, call) => Math.abs(asNumber(input, call))],
  round: ["precision? method?", round],
});

function int(input: Value, call: Call): Value {
  const base = call.args.integer("base", 10);
  const number = typeof input === "string" && base !== 10 ? wholeOf(input, base) : numberFrom(input);
  const whole = number === undefined ? undefined : Math.trunc(number) + 0;
  if (whole === undefined) return fallback("a number", input, call);
  if (Number.isSafeInteger(whole) || typeof input === "number") return whole;
  throw problem("RB2003", "the number is too large to be exact; leave it as text", { at: call.at });
}

function numberFrom(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function wholeOf(text: string, base: number): number | undefined {
  const digits = /^\s*([+-]?)(?:0[xob])?([0-9a-z]+)\s*$/i.exec(text);
  if (!digits || base < 2 || base > 36) return undefined;
  const allowed = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, base);
  const body = (digits[2] ?? "").toLowerCase();
  if (![...body].every((digit) => allowed.includes(digit))) return undefined;
  return Number.parseInt(`${digits[1]}${body}`, base);
}

function truth(value: Value): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === null || value === "" || value === 0) return false;
  if (value === 1) return true;
  if (typeof value !== "string") return undefined;
  if (/^(yes|true|on|1)$/i.test(value)) return true;
  return /^(no|false|off|0)$/i.test(value) ? false : undefined;
}

function fallback(wanted: string, input: Value, call: Call): Value {
  const otherwise = input instanceof SecretText ? undefined : call.args.value("default");
  if (otherwise !== undefined) return otherwise;
  if (typeof input !== "string") throw misfit(wanted, input, call);
  throw problem("RB2003", `${call.what} takes ${wanted}, not "${input.slice(0, 60)}"`, { at: call.at });
}

function round(input: Value, call: Call): Value {
  const number = asNumber(input, call);
  const precision = call.args.integer("precision", 0);
  const method = call.args.text("method", "common");
  if (method === "common") return roundHalfEven(number, precision);
  const factor = 10 ** precision;
  if (method === "ceil") return Math.ceil(number * factor) / factor;
  if (method === "floor") return Math.floor(number * factor) / factor;
  throw problem("RB2003", `${call.what} rounds by "common", "ceil" or "floor", not "${method}"`, { at: call.at });
}
