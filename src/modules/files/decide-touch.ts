import type { Attributes } from "../../changes/change.ts";
import { changeFile } from "../../changes/change-file.ts";
import type { Decision } from "../contract/define-module.ts";
import type { HostView } from "../contract/host-view.ts";
import { changeAttributes } from "./decide-attributes.ts";
import { fileResult } from "./file-result.ts";
import { needDirectory } from "./need-directory.ts";
import { needNoLink } from "./need-no-link.ts";
import { statFollowed } from "./stat-followed.ts";

/** Something is at the path: what was there, or an empty file. Times stay. RB5001 without a directory for it. */
export async function decideTouch(host: HostView, path: string, attributes: Attributes): Promise<Decision> {
  const stat = await statFollowed(host, path);
  if (stat !== undefined) {
    const state = stat.type === "directory" ? "directory" : "file";
    return { changes: changeAttributes(stat, attributes), result: fileResult(path, state, { stat, attributes }) };
  }
  await needNoLink(host, path);
  await needDirectory(host, path);
  const changes = changeFile({ path, before: undefined, content: "", attributes });
  return { changes, result: fileResult(path, "file", { attributes }) };
}
