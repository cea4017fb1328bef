import { didYouMean } from "../../problems/did-you-mean.ts";
import { problem } from "../../problems/problem.ts";
import type { Located } from "../../source/located.ts";
import type { Span } from "../../source/span.ts";
import { Fields } from "../fields.ts";
import type { StepContext } from "../step-context.ts";
import { readRolePart, saidIn } from "./role-part.ts";

/** What a role's `meta/main.yml` says that counts in a run. */
export interface RoleMeta {
  /** Roles that come before it, as written. */
  readonly dependencies: readonly Located[];
  /** It is done each time that it is called. */
  readonly allowsDuplicates: boolean;
}

const keys = ["dependencies", "allow_duplicates", "galaxy_info", "collections", "argument_specs", "standalone"];

/** Reads it; a role needs none. What is wrong goes to the collector. */
export async function readRoleMeta(
  folder: string,
  at: Span,
  { files, collector }: Pick<StepContext, "files" | "collector">,
): Promise<RoleMeta> {
  const [file] = await readRolePart({ folder, part: "meta", from: undefined, at }, files);
  const root = file && saidIn(file, at);
  if (!root) return { dependencies: [], allowsDuplicates: false };
  if (root.kind !== "map") throw problem("RB1101", "what a role says of itself must be a mapping", { at: root.span });
  const fields = new Fields(root, collector);
  for (const { key, keySpan } of root.entries) {
    collector.attempt(() => {
      if (keys.includes(key)) return;
      throw problem("RB1103", `a role's meta has no key "${key}"`, { at: keySpan, hint: didYouMean(key, keys) });
    });
  }
  return { dependencies: fields.list("dependencies"), allowsDuplicates: fields.flag("allow_duplicates") ?? false };
}
