import { problem } from "../problems/problem.ts";

const notXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** A value as it stands between the quotes of an attribute; tabs and line ends become references, so they are kept. RB1101. */
export function escapeAttribute(value: string, quote: '"' | "'"): string {
  return checked(value).replace(/[&<"'\t\n\r]/g, (character) => {
    if (character === "&") return "&amp;";
    if (character === "<") return "&lt;";
    if (character === quote) return quote === '"' ? "&quot;" : "&apos;";
    return character === '"' || character === "'" ? character : `&#${character.charCodeAt(0)};`;
  });
}

/** A value as it stands between tags, its line ends as the file has them. RB1101. */
export function escapeText(value: string, lineEnd: string): string {
  return checked(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;")
    .replaceAll("\n", lineEnd);
}

/** The name itself, once it is sure that it can be one. RB1101. */
export function checkedName(name: string): string {
  if (/^[\p{L}_:][\p{L}\p{N}\p{M}_:.\-\u00B7]*$/u.test(name)) return name;
  throw problem("RB1101", `${JSON.stringify(name)} cannot be the name of an XML element or attribute`);
}

function checked(value: string): string {
  const found = notXml.exec(value);
  if (found === null) return value;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw problem("RB1101", `a value holds the character U+${code} at ${found.index + 1}, which XML cannot carry`);
}
