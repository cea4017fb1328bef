import type { Attributes, Change } from "../../changes/change.ts";
import type { FileStat } from "../../changes/file-state.ts";
import { type ValueMap, valueMap } from "../../expression/value.ts";
import { problem } from "../../problems/problem.ts";
import type { Decision } from "../contract/define-module.ts";
import type { HostView } from "../contract/host-view.ts";
import { fileResult } from "./file-result.ts";
import { needDirectory } from "./need-directory.ts";
import { linkTarget, statFollowed } from "./stat-followed.ts";

/** A link that should be. */
export interface LinkWanted {
  readonly path: string;
  readonly target: string | undefined;
  readonly force: boolean;
  readonly attributes: Attributes;
}

/** A symbolic link is at the path. RB5001: it would lead to nothing; RB5002: something else is in the way. */
export async function decideLink(host: HostView, { path, target, force, attributes }: LinkWanted): Promise<Decision> {
  if (target === undefined || target === "") {
    throw problem("RB5009", '"state: link" needs "src", the place where the link points');
  }
  if (Object.keys(attributes).length > 0) {
    throw problem("RB5009", "a link has no mode or owner of its own", {
      hint: "Set them on what it points to, with a task of its own.",
    });
  }
  const before = await host.stat(path);
  const result: ValueMap = valueMap([...Object.entries(fileResult(path, "link")), ["src", target]]);
  if (before?.type === "link" && before.target === target) return { changes: [], result };
  if (!force) await needTarget(host, path, target);
  if (before === undefined) await needDirectory(host, path);
  return { changes: linkChanges(path, target, { before, force }), result };
}

async function needTarget(host: HostView, path: string, target: string): Promise<void> {
  if ((await statFollowed(host, linkTarget(path, target))) !== undefined) return;
  throw problem("RB5001", `${path} would point to ${target}, which does not exist`, {
    hint: 'Relative targets start from the link\'s own directory. "force: true" makes the link all the same.',
  });
}

function linkChanges(
  path: string,
  target: string,
  { before, force }: { readonly before: FileStat | undefined; readonly force: boolean },
): readonly Change[] {
  if (before === undefined || before.type === "link") return [{ kind: "make-link", path, target, before }];
  if (before.type !== "file" || !force) {
    throw problem("RB5002", `${path} is there and is not a link`, {
      hint:
        before.type === "file"
          ? '"force: true" puts the link in its place.'
          : "Take it away first, with a task of its own.",
    });
  }
  return [
    { kind: "remove", path, before },
    { kind: "make-link", path, target, before: undefined },
  ];
}
