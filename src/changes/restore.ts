import { posix } from "node:path";
import { valueMap } from "../expression/value.ts";
import { attributeDifferences, attributeList } from "./attributes.ts";
import type { Restore } from "./change.ts";
import type { ChangeKind } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { absent, seenState } from "./path-state.ts";
import { quote } from "./quote.ts";
import { diffOfBytes } from "./unified-diff.ts";
import { sha256 } from "./virtual-files.ts";

/** What was kept comes back: the very inode over what is there now, which is kept in its turn; a directory by one rename. */
export const restore: ChangeKind<Restore> = {
  show(change) {
    const { path, before, kept, secret } = change;
    const { mode, owner, group } = kept.stat;
    const notes = before ? attributeDifferences(before.stat, { mode, owner, group }) : [];
    const extra = notes.length > 0 ? ` (${notes.join(", ")})` : "";
    const diff = secret ? "(secret, changed)" : diffOf(change);
    return { kind: change.kind, title: title(change) + extra, path, ...(diff !== undefined && { diff }) };
  },
  foresee({ path, kept: { stat, content }, from }, files, because) {
    files.set(from, { kind: "absent" });
    if (stat.type !== "file") files.set(path, { kind: "other", stat: { ...stat, path }, unseen: because });
    else if (content === undefined) files.set(path, { kind: "unsure", because });
    else {
      const own = { path, realPath: path, content, sha256: sha256(content), mountPoint: false };
      files.set(path, { kind: "file", snapshot: { ...own, stat: { ...stat, path } } });
    }
  },
  intent({ path, before, kept, secret = false }, keeping) {
    const digest = (content: Uint8Array | undefined) => content && keeping.digest(content, secret);
    const { inode: _, ...after } = seenState(kept.stat, digest(kept.content));
    return {
      path,
      before: before ? seenState(before.stat, digest(before.content)) : absent,
      after,
      ...(before && { backup: keeping.backup() }),
    };
  },
  frame(change, number) {
    const { path, from } = change;
    const place = [posix.dirname(path), posix.basename(path), String(number), from];
    const words = [...place, ...digests(change), expected(change)];
    return { script: `rb_restore ${words.map(quote).join(" ")}`, deadline: 120_000 };
  },
  trace(change, number) {
    const { path, kept } = change;
    if (kept.stat.type !== "file") {
      const words = [path, "", "", expected(change)];
      return { script: `rb_trace_directory ${words.map(quote).join(" ")}`, deadline: 60_000 };
    }
    const words = [posix.dirname(path), posix.basename(path), String(number), ...digests(change), expected(change)];
    return { script: `rb_trace_write ${words.map(quote).join(" ")}`, deadline: 60_000 };
  },
  outcome(change, reply) {
    if (reply.status !== 0) throw changeFailure(title(change), reply);
    return valueMap([]);
  },
};

/** NEW and OLD of the host library. */
function digests({ kept, before }: Restore): readonly string[] {
  return [kept.content ? sha256(kept.content) : "-", before?.sha256 ?? "-"];
}

function expected({ kept: { stat } }: Restore): string {
  const attributes = { mode: stat.mode, owner: String(stat.uid), group: String(stat.gid) };
  return attributeList(stat.type === "directory" ? "directory" : "file", attributes, stat)[2];
}

function diffOf({ before, kept }: Restore): string | undefined {
  return kept.content && diffOfBytes(before?.content, kept.content);
}

function title({ path, kept }: Restore): string {
  return kept.stat.type === "directory" ? `restore directory ${path} and all it held` : `restore ${path}`;
}
