import { problem } from "../problems/problem.ts";
import { entryOf, type LocatedEntry, type LocatedScalar } from "../source/located.ts";
import type { Fields } from "./fields.ts";
import { part } from "./parameters-in-text.ts";
import { splitWords } from "./split-words.ts";

/** The module of `action` or `local_action`, as if it stood by itself; `undefined` where neither is there. RB1101, RB2103. */
export function calledByAction(fields: Fields): LocatedEntry | undefined {
  const entry = fields.entry("action") ?? fields.entry("local_action");
  if (!entry) return undefined;
  const { key, value } = entry;
  const hint = `For example: ${key}: { module: copy, dest: /etc/motd, content: hello }.`;
  if (value.kind === "scalar" && typeof value.value === "string") return calledByText(value);
  const name = value.kind === "map" ? entryOf(value, "module")?.value : undefined;
  if (value.kind !== "map" || name?.kind !== "scalar" || typeof name.value !== "string") {
    throw problem("RB1101", `"${key}" must name a module`, { at: value.span, hint });
  }
  const entries = value.entries.filter((one) => one.key !== "module");
  const free = entries.find((one) => one.key === "_raw_params")?.value;
  if (free && entries.length === 1) return { key: name.value, keySpan: name.span, value: free };
  return { key: name.value, keySpan: name.span, value: { ...value, entries } };
}

function calledByText(text: LocatedScalar): LocatedEntry {
  const whole = String(text.value);
  const [first] = splitWords(whole);
  const end = first?.end ?? 0;
  const rest = whole.slice(end).trim();
  const from = whole.indexOf(rest, end);
  return {
    key: first?.text ?? "",
    keySpan: text.spanWithin(first?.start ?? 0, end),
    value: part(text, rest, { start: from, end: from + rest.length }),
  };
}
