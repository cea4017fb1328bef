import { seenState } from "../changes/path-state.ts";
import type { PathState } from "../events/path-state.ts";
import type { Drift } from "../events/planned.ts";
import { problemCodes } from "../problems/codes.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Become } from "../transport/connection.ts";
import type { PlannedLook } from "./followed-plan.ts";
import type { HostState } from "./host-state.ts";
import { keyedDigest } from "./keyed-digest.ts";
import type { LiveView } from "./live-view.ts";
import { stateDifferences } from "./state-differences.ts";

/** What differs at a path that was looked at again, and what it holds now. */
export interface Difference extends Drift {
  readonly path: string;
  readonly content?: Uint8Array | undefined;
}

/** Looks again, all at once: what is not as the plan says. Throws when the host is gone. */
export async function lookAgain(
  looks: readonly PlannedLook[],
  host: HostState,
  { key, becoming }: { readonly key: Uint8Array; readonly becoming: (look: PlannedLook) => Become | undefined },
): Promise<readonly Difference[]> {
  const found = await Promise.all(looks.map((look) => lookOnce(look, host.live(becoming(look)), key)));
  const paths = new Map<string, Difference>();
  for (const { path, differs, content } of found) {
    const known = paths.get(path);
    const all = [...new Set([...(known?.differs ?? []), ...differs])];
    if (all.length > 0) paths.set(path, { path, differs: all, content: known?.content ?? content });
  }
  return [...paths.values()];
}

async function lookOnce(look: PlannedLook, view: LiveView, key: Uint8Array): Promise<Difference> {
  const { path } = look;
  try {
    return { path, ...(await compared(look, view, key)) };
  } catch (error) {
    const [first] = error instanceof ProblemError ? error.problems : [];
    if (first === undefined || problemCodes[first.code].exit !== 2) throw error;
    return { path, differs: [first.message] };
  }
}

async function compared(look: PlannedLook, view: LiveView, key: Uint8Array): Promise<Omit<Difference, "path">> {
  const { path, state } = look;
  if (look.look === "list") {
    const names = await view.list(path);
    const now: PathState = names ? { is: "directory", digest: keyedDigest(key, names.join("\0")) } : { is: "absent" };
    return { differs: stateDifferences(state, now).map((one) => (one === "content" ? "the names in it" : one)) };
  }
  if (look.look === "stat") {
    const seen = await view.see(path);
    const differs = stateDifferences(state, seen.found ? seenState(seen.found) : { is: "absent" }, seen.found);
    const isOld = look.version === undefined || !seen.found || look.version === versionNow(seen.found);
    return { differs: [...moved(look, seen.realPath), ...differs, ...(isOld ? [] : ["it was written to"])] };
  }
  const { realPath: nowAt, found } = await view.seeFile(path);
  const now: PathState = found ? seenState(found.stat, keyedDigest(key, found.content)) : { is: "absent" };
  const differs = [...moved(look, nowAt), ...stateDifferences(state, now, found?.stat)];
  return { differs, content: found?.content };
}

function versionNow({ type, size, modified }: NonNullable<Awaited<ReturnType<LiveView["stat"]>>>): string {
  return type === "file" ? `${size} ${modified}` : modified;
}

function moved({ path, realPath = path, isExact }: PlannedLook, now: string): readonly string[] {
  return !isExact || realPath === now ? [] : [`leads to ${now}, not to ${realPath}`];
}
