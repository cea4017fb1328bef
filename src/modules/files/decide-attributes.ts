import { attributeDifferences } from "../../changes/attributes.ts";
import type { Attributes, Change } from "../../changes/change.ts";
import type { FileStat } from "../../changes/file-state.ts";
import { problem } from "../../problems/problem.ts";
import type { Decision } from "../contract/define-module.ts";
import type { HostView } from "../contract/host-view.ts";
import { fileResult } from "./file-result.ts";
import { statFollowed } from "./stat-followed.ts";

/** What exists gets these attributes; with `type`, it must be a regular file. RB5001 when nothing is there. */
export async function decideAttributes(
  host: HostView,
  path: string,
  { attributes, type }: { readonly attributes: Attributes; readonly type: "file" | undefined },
): Promise<Decision> {
  const stat = await statFollowed(host, path);
  if (stat === undefined) {
    throw problem("RB5001", `${path} does not exist`, {
      hint: 'Say what should be made: "state: touch" for an empty file, "state: directory" for a directory.',
    });
  }
  if (type === "file" && stat.type !== "file") {
    throw problem("RB5009", `${path} is not a regular file`, { hint: `Leave "state" out to set its mode and owner.` });
  }
  const state = stat.type === "directory" ? "directory" : "file";
  return { changes: changeAttributes(stat, attributes), result: fileResult(path, state, { stat, attributes }) };
}

/** What gives something that exists these attributes: at most one change. */
export function changeAttributes(before: FileStat, attributes: Attributes): readonly Change[] {
  if (attributeDifferences(before, attributes).length === 0) return [];
  return [{ kind: "set-attributes", path: before.path, before, attributes }];
}
