import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";

const shortest = 5;
const longest = 3600;

/** `confirm_within` in seconds: "60s", "2m", or a number. RB1101. */
export function confirmTime(fields: Fields): number | undefined {
  const text = fields.text("confirm_within");
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,4})\s*(s|m)?$/.exec(text) ?? [];
  const seconds = Number(digits) * (unit === "m" ? 60 : 1);
  if (seconds >= shortest && seconds <= longest) return seconds;
  throw problem("RB1101", `"confirm_within" must be a time from ${shortest}s to ${longest / 60}m`, {
    at: fields.entry("confirm_within")?.value.span,
  });
}
