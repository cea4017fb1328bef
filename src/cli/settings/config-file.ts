import { problem } from "../../problems/problem.ts";
import type { SourceFile, Span } from "../../source/span.ts";

/** A key of a configuration file with its value, white space around both gone. */
export interface ConfigEntry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly at: Span;
}

/**
 * The entries of an ansible.cfg, as Python's ConfigParser reads it for Ansible: `key = value` or `key: value` in sections, names of
 * keys in small letters, comments on lines of their own after `#` or `;` and behind values after ` ;`, values that go on in
 * indented lines. RB8007 for what cannot be understood or stands twice.
 */
export function readConfigFile(file: SourceFile): readonly ConfigEntry[] {
  const entries: ConfigEntry[] = [];
  let section: string | undefined;
  let start = 0;
  for (const line of file.text.split("\n")) {
    const at = { file, start, end: start + line.replace(/\r$/, "").length };
    start += line.length + 1;
    const text = withoutComment(line);
    if (text.trim() === "") continue;
    const last = entries.at(-1);
    const header = /^\[([^\]]+)\]/.exec(text)?.[1];
    if (/^\s/.test(text) && last !== undefined && last.section === section) {
      entries[entries.length - 1] = { ...last, value: `${last.value}\n${text.trim()}` };
    } else if (header !== undefined) section = header;
    else entries.push(entryOf(text, section, at));
  }
  refuseRepeats(entries);
  return entries;
}

function withoutComment(line: string): string {
  if (/^\s*[#;]/.test(line)) return "";
  return line.replace(/\s;.*$/s, "").trimEnd();
}

function entryOf(text: string, section: string | undefined, at: Span): ConfigEntry {
  const sign = text.search(/[=:]/);
  const key = text.slice(0, Math.max(sign, 0)).trim();
  if (section === undefined) {
    throw problem("RB8007", "this line stands in no section", { at, hint: 'begin with a line "[defaults]"' });
  }
  if (key === "") {
    throw problem("RB8007", "this line is neither a section nor name = value", { at });
  }
  return { section, key: key.toLowerCase(), value: text.slice(sign + 1).trim(), at };
}

function refuseRepeats(entries: readonly ConfigEntry[]): void {
  const seen = new Set<string>();
  for (const { section, key, at } of entries) {
    if (seen.has(`${section} ${key}`)) throw problem("RB8007", `"${key}" stands twice in [${section}]`, { at });
    seen.add(`${section} ${key}`);
  }
}
