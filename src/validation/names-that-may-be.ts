import { entryOf, type Located } from "../source/located.ts";

/** Every name that a file could define where it could not be read: its keys, and what it registers. */
export function namesThatMayBe(root: Located): ReadonlySet<string> {
  const names = new Set<string>();
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
