import { posix } from "node:path";
import type { HostView } from "../modules/contract/host-view.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { ToTakeBack } from "./inverse.ts";

/** RB7203 when the folder is gone in which something has to come back. */
export async function lostFolder({ path, chain, now }: ToTakeBack, host: HostView): Promise<ProblemError | undefined> {
  if (now.stat !== undefined || chain[0]?.before?.is === "absent") return undefined;
  const folder = posix.dirname(path);
  if (await host.stat(folder)) return undefined;
  return problem("RB7203", `${path} cannot come back: ${folder} is gone`, {
    hint: `Make the folder again first. --force ${path} leaves it as it is, and undoes the rest.`,
  });
}
