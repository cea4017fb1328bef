import { Unknown } from "../../expression/unknown.ts";
import type { Value } from "../../expression/value.ts";

/** A value as people see it: text as it is, the rest as JSON; secrets by name, unknowns by their reason. */
export function shownValue(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Unknown) return `(${value.because})`;
  if (typeof value !== "object" || value === null) return String(value);
  const text = JSON.stringify(value, (_, part: unknown) => (part instanceof Unknown ? `(${part.because})` : part), 2);
  return text.startsWith('"') ? String(value) : text;
}
