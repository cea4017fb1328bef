import type { Located, LocatedEntry } from "../source/located.ts";
import { maskedFile } from "../source/masked-file.ts";
import { readJson } from "../source/read-json.ts";
import type { SourceFile, Span } from "../source/span.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { type InventoryProgram, type ProgramWorld, runInventoryProgram } from "./inventory-program.ts";

const together = 4;

/**
 * Reads what an executable inventory prints into a draft: `--list`, and `--host NAME` for each of its hosts where the list has no
 * `_meta.hostvars`. What it prints is data: braces mean nothing, and no message quotes it. Gives the outputs. RB3007, RB3008,
 * RB1002, RB1003, RB1006, RB1007.
 */
export async function readProgramInventory(
  program: InventoryProgram,
  draft: InventoryDraft,
  world: ProgramWorld,
): Promise<readonly SourceFile[]> {
  const list = await runInventoryProgram(program, ["--list"], world);
  const reader = new ListReader(draft);
  reader.list(documentOf(list));
  if (reader.tellsVariables) return [list];
  const outputs: SourceFile[] = [list];
  const hosts = [...reader.hosts];
  for (let start = 0; start < hosts.length; start += together) {
    const some = hosts.slice(start, start + together);
    const told = await Promise.all(some.map((host) => runInventoryProgram(program, ["--host", host], world)));
    for (const [index, output] of told.entries()) {
      outputs.push(output);
      if (output.text.trim() !== "") reader.host(some[index] ?? "", documentOf(output));
    }
  }
  return outputs;
}

/** The document with places in a text that shows nothing of it: programs print passwords, too. */
function documentOf(output: SourceFile): Located {
  return readJson(output, { shown: maskedFile(output), unsafe: true });
}

class ListReader {
  readonly #draft: InventoryDraft;
  readonly hosts = new Set<string>();
  tellsVariables = false;

  constructor(draft: InventoryDraft) {
    this.#draft = draft;
  }

  list(document: Located): void {
    if (document.kind !== "map") {
      this.#report("an inventory program prints a JSON object of groups", document.span);
      return;
    }
    const groups = document.entries.filter(({ key }) => key !== "_meta");
    for (const group of groups) this.#group(group);
    const meta = document.entries.find(({ key }) => key === "_meta")?.value;
    const told = meta && this.#entries(meta, '"_meta"').find(({ key }) => key === "hostvars")?.value;
    if (!told) return;
    this.tellsVariables = true;
    for (const { key, value } of this.#entries(told, '"hostvars" of "_meta"')) {
      if (this.hosts.has(key)) this.host(key, value);
    }
  }

  /** The variables of one host. */
  host(name: string, variables: Located): void {
    for (const { key, value } of this.#entries(variables, `host "${name}"`)) {
      this.#draft.setHostVariable(name, key, value);
    }
  }

  /** `{"hosts": [...], "vars": {...}, "children": [...]}`, a list of hosts, or the variables of the one host of that name. */
  #group({ key: name, keySpan, value }: LocatedEntry): void {
    this.#draft.group(name, keySpan);
    if (value.kind === "list") {
      this.#hosts(value, name);
      return;
    }
    const entries = this.#entries(value, `group "${name}"`);
    const part = (key: string) => entries.find((entry) => entry.key === key)?.value;
    const [hosts, variables, children] = [part("hosts"), part("vars"), part("children")];
    if (!hosts && !variables && !children) {
      this.#host(name, name, keySpan);
      for (const { key, value: own } of entries) this.#draft.setGroupVariable(name, key, own);
      return;
    }
    if (hosts) this.#hosts(hosts, name);
    for (const { key, value: own } of variables ? this.#entries(variables, `"vars" of group "${name}"`) : []) {
      this.#draft.setGroupVariable(name, key, own);
    }
    for (const child of children ? this.#names(children, `"children" of group "${name}"`) : []) {
      this.#draft.addChild(name, child.name, child.span);
    }
  }

  #hosts(list: Located, group: string): void {
    for (const { name, span } of this.#names(list, `the hosts of group "${group}"`)) this.#host(name, group, span);
  }

  #host(name: string, group: string, at: Span): void {
    if (this.#draft.addHost(name, group, at)) this.hosts.add(name);
  }

  #names(list: Located, what: string): readonly { readonly name: string; readonly span: Span }[] {
    const items = list.kind === "list" ? list.items : [];
    if (list.kind !== "list") this.#report(`${what} must be a list of names`, list.span);
    return items.flatMap((item) => {
      if (item.kind === "scalar" && typeof item.value === "string") return [{ name: item.value, span: item.span }];
      this.#report(`${what}: a name must be text`, item.span);
      return [];
    });
  }

  #entries(value: Located, what: string): readonly LocatedEntry[] {
    if (value.kind === "map") return value.entries;
    this.#report(`${what} must be a JSON object`, value.span);
    return [];
  }

  #report(message: string, at: Span): void {
    this.#draft.report("RB3001", message, at);
  }
}
