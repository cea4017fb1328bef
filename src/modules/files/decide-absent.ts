import { problem } from "../../problems/problem.ts";
import type { Decision } from "../contract/define-module.ts";
import type { HostView } from "../contract/host-view.ts";
import { fileResult } from "./file-result.ts";

/** Nothing is at the path: a link goes, not what it leads to; a directory goes with all it holds. */
export async function decideAbsent(host: HostView, path: string): Promise<Decision> {
  if (/^[/.]+$/.test(path)) throw problem("RB5009", `${path} cannot be taken away`, { hint: "Name what should go." });
  const before = await host.stat(path);
  return { changes: before ? [{ kind: "remove", path, before }] : [], result: fileResult(path, "absent") };
}
