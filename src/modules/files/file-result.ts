import { modeOfNew, octal } from "../../changes/attributes.ts";
import type { Attributes } from "../../changes/change.ts";
import type { FileStat } from "../../changes/file-state.ts";
import { type ValueMap, valueMap } from "../../expression/value.ts";

/** What `file` registers: the path (Ansible calls it `dest` for links and for `touch`), its state, its mode and owner to be. */
export function fileResult(
  path: string,
  state: "file" | "directory" | "link" | "absent",
  { stat, attributes = {} }: { readonly stat?: FileStat | undefined; readonly attributes?: Attributes } = {},
): ValueMap {
  const fresh = state === "file" || state === "directory" ? modeOfNew[state] : undefined;
  const mode = attributes.mode ?? stat?.mode ?? fresh;
  const owner = attributes.owner ?? stat?.owner;
  const group = attributes.group ?? stat?.group;
  return valueMap([
    ["path", path],
    ["dest", path],
    ["state", state],
    ...(mode === undefined ? [] : [["mode", octal(mode)] as const]),
    ...(owner === undefined ? [] : [["owner", owner] as const]),
    ...(group === undefined ? [] : [["group", group] as const]),
  ]);
}
