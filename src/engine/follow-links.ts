import { posix } from "node:path";
import { mostHops, type VirtualFiles } from "../changes/virtual-files.ts";
import type { LiveView } from "./live-view.ts";

/** A host, what is planned for it, and whether a link in the last step is followed too. */
export interface Links {
  readonly last: boolean;
  readonly files: VirtualFiles;
  readonly live: LiveView;
}

/**
 * Where a path leads once what is planned is done, link by link: the host resolves its links as they are now, also those that
 * will be gone or lead elsewhere.
 */
export async function followLinks(path: string, links: Links): Promise<string> {
  let place = path;
  for (let hops = 0; hops < mostHops; hops++) {
    place = links.files.resolve(place, links.last);
    const next = await overFirstLink(place, links);
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

/** The path with the first of the host's own links in it resolved; what cannot be looked at is taken for none. */
async function overFirstLink(path: string, { last, files, live }: Links): Promise<string | undefined> {
  const steps = path.split("/");
  const ends = steps.map((_, index) => index + 1).slice(1, last ? undefined : -1);
  const here = ends.map((end) => ({ end, upTo: steps.slice(0, end).join("/") })).filter(({ upTo }) => isLeft(upTo));
  const seen = await Promise.all(here.map(({ upTo }) => live.stat(upTo).catch(() => undefined)));
  const index = seen.findIndex((stat) => stat?.target !== undefined);
  const [link, target] = [here[index], seen[index]?.target];
  if (link === undefined || target === undefined) return undefined;
  return posix.resolve(posix.dirname(link.upTo), target, ...steps.slice(link.end));

  function isLeft(place: string): boolean {
    const known = files.get(place);
    return known === undefined || known.kind === "unsure";
  }
}
