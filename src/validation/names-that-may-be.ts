import { entryOf, type Located } from "../source/located.ts";
import type { SourceFile } from "../source/span.ts";

/**
 * Every name that a file could define where it could not be read: its keys, and what it registers; and every word of the other
 * files that were read with it.
 */
export function namesThatMayBe(root: Located, included: readonly SourceFile[] = []): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of included) for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) names.add(word);
  const visit = (one: Located): void => {
    if (one.kind === "list") for (const item of one.items) visit(item);
    if (one.kind !== "map") return;
    const register = entryOf(one, "register")?.value;
    if (register?.kind === "scalar") names.add(register.source);
    for (const { key, value } of one.entries) {
      names.add(key);
      visit(value);
    }
  };
  visit(root);
  return names;
}
