import { Collector } from "../problems/collector.ts";
import { type Problem, problem } from "../problems/problem.ts";
import { readSourceFile } from "../source/read-source-file.ts";
import type { Opener, SourceFile } from "../source/span.ts";
import { findVariableFiles, type VariableFile } from "./find-variable-files.ts";
import type { Definition } from "./model.ts";
import { readData } from "./read-data.ts";
import type { VariableFiles } from "./variable-files.ts";

/** Whose files are looked for, and what opens those that are vaulted. */
export interface Wanted {
  readonly groups: Iterable<string>;
  readonly hosts: Iterable<string>;
  readonly vault?: Opener | undefined;
}

/** What was found, the files that it was read from, and what is wrong with them. */
export interface ReadVariableFiles extends VariableFiles {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
}

/**
 * Reads what `group_vars/` and `host_vars/` of a folder say of groups and hosts. Problems: RB1001, RB3001 for what is no mapping,
 * those of `readYaml`, and RB3201 to RB3204.
 */
export async function readVariableFiles(
  folder: VariableFile,
  { groups, hosts, vault }: Wanted,
): Promise<ReadVariableFiles> {
  const files: SourceFile[] = [];
  const collector = new Collector();
  const read = async (kind: "group" | "host", wanted: Iterable<string>) => {
    const at = { path: `${folder.path}/${kind}_vars`, shown: `${folder.shown}${kind}_vars` };
    const said = new Map<string, readonly Definition[]>();
    const found = await collector.attemptLater(() => findVariableFiles(at, wanted));
    for (const [name, some] of found ?? []) {
      for (const one of some) {
        const definitions = await collector.attemptLater(async () => {
          const file = await readSourceFile(one.path, one.shown, vault);
          files.push(file);
          return definitionsIn(file, `${kind} ${name}`);
        });
        said.set(name, [...(said.get(name) ?? []), ...(definitions ?? [])]);
      }
    }
    return said;
  };
  return { groups: await read("group", groups), hosts: await read("host", hosts), files, problems: collector.all };
}

/** The variables of a file; an empty one has none. */
function definitionsIn(file: SourceFile, by: string): readonly Definition[] {
  if (file.text.split("\n").every((line) => /^\s*(?:#|$)|^(?:---|\.\.\.)\s*$/.test(line))) return [];
  const located = readData(file);
  if (located.kind === "scalar" && located.value === null) return [];
  if (located.kind !== "map") {
    throw problem("RB3001", "a file with variables is a mapping", {
      at: located.span,
      hint: 'write "name: value" lines, without dashes',
    });
  }
  const priority = located.entries.find(({ key }) => key === "ansible_group_priority");
  if (priority) {
    throw problem("RB3001", '"ansible_group_priority" has no effect here', {
      at: priority.keySpan,
      hint: "it counts only in the inventory itself, among the variables of the group",
    });
  }
  return located.entries.map(({ key, value }) => ({ name: key, value, by }));
}
