import { posix } from "node:path";
import type { Attributes, Change } from "../../changes/change.ts";
import { problem } from "../../problems/problem.ts";
import type { Decision } from "../contract/define-module.ts";
import type { HostView } from "../contract/host-view.ts";
import { changeAttributes } from "./decide-attributes.ts";
import { fileResult } from "./file-result.ts";
import { needNoLink } from "./need-no-link.ts";
import { statFollowed } from "./stat-followed.ts";

/** A directory is at the path; its missing parents are made with the same attributes, one change each. */
export async function decideDirectory(host: HostView, path: string, attributes: Attributes): Promise<Decision> {
  const stat = await directoryAt(host, path);
  const result = fileResult(path, "directory", { stat, attributes });
  if (stat !== undefined) return { changes: changeAttributes(stat, attributes), result };
  const missing: string[] = [path];
  let parent = posix.dirname(path);
  while ((await directoryAt(host, parent)) === undefined) {
    missing.unshift(parent);
    parent = posix.dirname(parent);
  }
  const changes = missing.map((one): Change => ({ kind: "make-directory", path: one, attributes }));
  return { changes, result };
}

/** The directory at a path, links followed; `undefined` when nothing is there. RB5002 when something else is. */
async function directoryAt(host: HostView, path: string) {
  const stat = await statFollowed(host, path);
  if (stat === undefined) await needNoLink(host, path);
  else if (stat.type !== "directory") {
    throw problem("RB5002", `${path} is there and is not a directory`, {
      hint: "Take it away first, or use another path.",
    });
  }
  return stat;
}
