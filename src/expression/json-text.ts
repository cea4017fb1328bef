import { SecretText } from "../secrets/secret-text.ts";
import { compareTexts } from "./characters.ts";
import { numberText } from "./number-text.ts";
import { Unknown } from "./unknown.ts";
import { isList, type Value } from "./value.ts";

/** How JSON is laid out: spaces per level (one line when absent), what separates (`, ` and `: `), whether non-ASCII is escaped. */
export interface JsonLayout {
  readonly indent?: number;
  readonly sortKeys?: boolean;
  readonly separators?: readonly [item: string, key: string];
  readonly ascii?: boolean;
}

/** JSON as Python's `json.dumps` lays it out (`{"a": [1, 2]}`). Secrets and unknowns must be resolved before; they give their label. */
export function jsonText(value: Value, layout: JsonLayout = {}, level = 0): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return stringText(value, layout);
  if (value instanceof SecretText) return stringText(value.toString(), layout);
  if (value instanceof Unknown) return stringText(`(unknown: ${value.because})`, layout);
  if (isList(value)) {
    const items = value.map((item) => jsonText(item, layout, level + 1));
    return bracketed(["[", "]"], items, { layout, level });
  }
  const keys = layout.sortKeys ? Object.keys(value).sort(compareTexts) : Object.keys(value);
  const colon = layout.separators?.[1] ?? ": ";
  const entries = keys.map((key) => stringText(key, layout) + colon + jsonText(value[key] ?? null, layout, level + 1));
  return bracketed(["{", "}"], entries, { layout, level });
}

function bracketed(
  [open, close]: readonly [string, string],
  parts: readonly string[],
  { layout, level }: { layout: JsonLayout; level: number },
): string {
  const comma = layout.separators?.[0] ?? (layout.indent === undefined ? ", " : ",");
  if (parts.length === 0 || layout.indent === undefined) return open + parts.join(comma) + close;
  const lineEnd = `\n${" ".repeat(layout.indent * level)}`;
  const inner = lineEnd + " ".repeat(layout.indent);
  return open + inner + parts.join(comma + inner) + lineEnd + close;
}

function stringText(text: string, { ascii = false }: JsonLayout): string {
  const quoted = JSON.stringify(text);
  if (!ascii) return quoted;
  return quoted.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
