import { posix } from "node:path";
import { problem } from "../../problems/problem.ts";
import type { HostView } from "../contract/host-view.ts";
import { statFollowed } from "./stat-followed.ts";

/** Makes sure that a new file has a directory to be in. RB5001 when it has none. */
export async function needDirectory(host: HostView, path: string): Promise<void> {
  const parent = posix.dirname(path);
  const stat = await statFollowed(host, parent);
  if (stat?.type === "directory") return;
  throw problem("RB5001", stat ? `${parent} is not a directory` : `the directory ${parent} does not exist`, {
    hint: `Make it first: "file: { path: ${parent}, state: directory }".`,
  });
}
