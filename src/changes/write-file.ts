import { posix } from "node:path";
import { valueMap } from "../expression/value.ts";
import { attributeDifferences, attributeList, attributeWords, modeOfNew, octal } from "./attributes.ts";
import type { WriteFile } from "./change.ts";
import type { ChangeKind } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { absent, seenState, wantedState } from "./path-state.ts";
import { quote } from "./quote.ts";
import { diffOfBytes } from "./unified-diff.ts";
import { foreseenStat, sha256 } from "./virtual-files.ts";

/** A regular file gets new bytes: written beside, synced, the old inode kept, compared, renamed, compared again. */
export const writeFile: ChangeKind<WriteFile> = {
  show(change) {
    const { path, before, content, attributes } = change;
    const notes = before ? [...attributeDifferences(before.stat, attributes), ...otherNames(change)] : [];
    const extra = notes.length > 0 ? ` (${notes.join(", ")})` : "";
    const diff = change.secret ? "(secret, changed)" : diffOfBytes(before?.content, content);
    return { kind: change.kind, title: title(change) + extra, path, ...(diff !== undefined && { diff }) };
  },
  foresee({ path, before, content, attributes }, files) {
    const stat = { ...foreseenStat(path, "file", before?.stat, attributes), size: content.length };
    const mountPoint = before?.mountPoint ?? false;
    files.set(path, {
      kind: "file",
      snapshot: { path, realPath: path, content, sha256: sha256(content), stat, mountPoint },
    });
  },
  intent({ path, before, content, attributes, secret = false }, keeping) {
    const seen = before && seenState(before.stat, keeping.digest(before.content, secret));
    const digest = keeping.digest(content, secret);
    return {
      path,
      before: seen ?? absent,
      after: wantedState("file", attributes, { before: before?.stat, digest, modeOfNew: modeOfNew.file }),
      ...(before && { backup: keeping.backup() }),
    };
  },
  frame({ path, before, content, attributes, inPlace }, number) {
    const words = [
      quote(posix.dirname(path)),
      quote(posix.basename(path)),
      number,
      content.length,
      sha256(content),
      before?.sha256 ?? "-",
      attributeWords("file", attributes, before?.stat),
      ...(before
        ? ["077", `${before.stat.uid}:${before.stat.gid}`, octal(before.stat.mode)]
        : [octal(0o777 & ~(attributes.mode ?? modeOfNew.file))]),
    ];
    return { script: `${inPlace ? "rb_rewrite" : "rb_write"} ${words.join(" ")}`, payload: content, deadline: 60_000 };
  },
  trace({ path, before, content, attributes, inPlace }, number) {
    const [owner, mode, expected] = attributeList("file", attributes, before?.stat);
    const place = [posix.dirname(path), posix.basename(path), String(number), sha256(content), before?.sha256 ?? "-"];
    const words = [...place, ...(inPlace ? [owner, mode] : []), expected];
    return { script: `rb_trace_${inPlace ? "rewrite" : "write"} ${words.map(quote).join(" ")}`, deadline: 60_000 };
  },
  outcome(change, reply) {
    if (reply.status !== 0) throw changeFailure(title(change), reply);
    return valueMap([]);
  },
};

/** A rename puts a new inode in the place of the old one: whoever has it under another name does not see the change. */
function otherNames({ before, inPlace }: WriteFile): readonly string[] {
  const others = (before?.stat.links ?? 1) - 1;
  if (inPlace || others < 1) return [];
  return [others === 1 ? "its other name keeps the old content" : `its ${others} other names keep the old content`];
}

function title({ path, before }: WriteFile): string {
  return `${before ? "write" : "create"} ${path}`;
}
