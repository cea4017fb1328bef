import { posix } from "node:path";
import type { FileStat } from "../../changes/file-state.ts";
import { problem } from "../../problems/problem.ts";
import type { HostView } from "../contract/host-view.ts";

const mostHops = 40;

/** What is at the end of the links that begin at `path`; `undefined` when nothing is there. RB5002 for links in a circle. */
export async function statFollowed(host: HostView, path: string): Promise<FileStat | undefined> {
  let place = path;
  for (let hops = 0; hops < mostHops; hops++) {
    const stat = await host.stat(place);
    if (stat?.type !== "link") return stat;
    place = linkTarget(place, stat.target ?? "");
  }
  throw problem("RB5002", `${path}: the symbolic links lead in a circle`);
}

/** Where a link's text leads. `..` is left for the host, which alone knows what it passes through. */
export function linkTarget(link: string, target: string): string {
  return target.startsWith("/") ? target : `${posix.dirname(link)}/${target}`;
}
