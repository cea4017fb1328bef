import { didYouMean } from "../problems/did-you-mean.ts";
import type { Located, LocatedEntry, LocatedMap } from "../source/located.ts";
import type { Span } from "../source/span.ts";
import type { InventoryDraft } from "./inventory-draft.ts";

const sections = ["hosts", "children", "vars"] as const;

/** Reads Ansible's YAML form into a draft: groups at the top, each with `hosts`, `children` and `vars`. */
export function readYamlInventory(located: Located, draft: InventoryDraft): void {
  if (located.kind !== "map") {
    const hint = 'begin with "all:", and under it "hosts:" with one "name:" for each host';
    draft.report("RB3001", "an inventory is a mapping of groups", located.span, hint);
    return;
  }
  for (const entry of located.entries) {
    if (entry.key === "plugin") {
      reportPlugin(entry, draft);
      return;
    } else if (sections.some((section) => section === entry.key)) {
      const hint = `put it under a group: "all:", and "${entry.key}:" indented below it`;
      draft.report("RB3001", `"${entry.key}" stands outside of any group`, entry.keySpan, hint);
    } else readGroup(entry, draft);
  }
}

/** `plugin: constructed` and all others: they are Python. */
function reportPlugin({ key, keySpan, value }: LocatedEntry, draft: InventoryDraft): void {
  const name = value.kind === "scalar" && value.source !== "" ? ` "${value.source}"` : "";
  const hint = "write the hosts into the file, or give an executable that prints them: ansible-inventory --list";
  draft.report("RB3001", `${key}: the inventory plugin${name} is not supported`, keySpan, hint);
}

function readGroup({ key: name, keySpan, value }: LocatedEntry, draft: InventoryDraft): void {
  draft.group(name, keySpan);
  for (const section of entriesOf(value, `group "${name}"`, draft)) {
    const entries = () => entriesOf(section.value, `"${section.key}" of group "${name}"`, draft);
    switch (section.key) {
      case "hosts":
        for (const host of entries()) readHost(host, name, draft);
        break;
      case "children":
        for (const child of entries()) {
          readGroup(child, draft);
          draft.addChild(name, child.key, child.keySpan);
        }
        break;
      case "vars":
        for (const variable of entries()) draft.setGroupVariable(name, variable.key, variable.value);
        break;
      default:
        reportUnknown(section.key, name, { at: section.keySpan, draft });
    }
  }
}

function readHost({ key, keySpan, value }: LocatedEntry, group: string, draft: InventoryDraft): void {
  const variables = entriesOf(value, `host "${key}"`, draft);
  for (const host of draft.addHosts(key, group, keySpan)) {
    for (const variable of variables) draft.setHostVariable(host, variable.key, variable.value);
  }
}

function reportUnknown(key: string, group: string, { at, draft }: { at: Span; draft: InventoryDraft }): void {
  const hint = didYouMean(key, sections) ?? `a group has "hosts", "children" and "vars"; variables stand under "vars"`;
  draft.report("RB1103", `group "${group}" has an unknown key "${key}"`, at, hint);
}

/** The entries of a mapping; nothing for an empty value; a problem for anything else. */
function entriesOf(value: Located, what: string, draft: InventoryDraft): LocatedMap["entries"] {
  if (value.kind === "map") return value.entries;
  if (value.kind === "scalar" && value.value === null) return [];
  const first = value.kind === "list" ? value.items[0] : value;
  const name = first?.kind === "scalar" && first.source !== "" ? first.source.split(/\s/)[0] : "name";
  draft.report("RB3001", `${what} must be a mapping`, value.span, `write "${name}:" with a colon and without a dash`);
  return [];
}
