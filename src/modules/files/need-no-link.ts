import { problem } from "../../problems/problem.ts";
import type { HostView } from "../contract/host-view.ts";

/** For a path that leads nowhere: makes sure that it is not a link to nothing. RB5002. */
export async function needNoLink(host: HostView, path: string): Promise<void> {
  if ((await host.stat(path))?.type !== "link") return;
  throw problem("RB5002", `${path} is a symbolic link that leads to nothing`, {
    hint: "Remove the link, or make what it points to.",
  });
}
