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
 * Where a path leads once what is planned is done, step by step: the host resolves its links as they are now, also those that
 * will be gone or lead elsewhere.
 */
export async function followLinks(path: string, { last, files, live }: Links): Promise<string> {
  askAhead(path, live);
  let reached = "/";
  let steps = stepsOf(path);
  for (let hops = 0; ; ) {
    const [step, ...rest] = steps;
    if (step === undefined) return reached;
    const place = posix.join(reached, step);
    const target = step === ".." || (rest.length === 0 && !last) ? undefined : await targetOf(place, files, live);
    if (target !== undefined && ++hops > mostHops) return path;
    if (target === undefined) reached = place;
    else if (target.startsWith("/")) reached = "/";
    steps = target === undefined ? rest : [...stepsOf(target), ...rest];
  }
}

/** Where a link leads that will be at a place whose folders are no links. What cannot be looked at is taken for none. */
async function targetOf(place: string, files: VirtualFiles, live: LiveView): Promise<string | undefined> {
  const known = files.get(place);
  if (known?.kind === "other") return known.stat.target;
  if (known !== undefined && known.kind !== "unsure") return undefined;
  return (await seen(place, live))?.target;
}

/** The looks at all folders of a path travel together. */
function askAhead(path: string, live: LiveView): void {
  const steps = stepsOf(path);
  for (const index of steps.keys()) void seen(`/${steps.slice(0, index + 1).join("/")}`, live);
}

function seen(place: string, live: LiveView) {
  return live.stat(place).catch(() => undefined);
}

function stepsOf(path: string): readonly string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}
