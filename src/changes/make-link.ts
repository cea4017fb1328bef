import { posix } from "node:path";
import { valueMap } from "../expression/value.ts";
import type { MakeLink } from "./change.ts";
import type { ChangeKind } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { absent, seenState } from "./path-state.ts";
import { quote } from "./quote.ts";
import { foreseenStat } from "./virtual-files.ts";

/** A symbolic link; replaces a link whose target was seen, never anything else. */
export const makeLink: ChangeKind<MakeLink> = {
  show(change) {
    return { kind: change.kind, title: title(change), path: change.path };
  },
  foresee({ path, target, before }, files) {
    const stat = { ...foreseenStat(path, "link", before, {}), mode: 0o777, target };
    files.set(path, { kind: "other", stat });
  },
  intent({ path, target, before }) {
    return { path, before: before ? seenState(before) : absent, after: { is: "link", target } };
  },
  frame(change, number) {
    return { script: `rb_link ${words(change, number)}`, deadline: 60_000 };
  },
  trace(change, number) {
    return { script: `rb_trace_link ${words(change, number)}`, deadline: 60_000 };
  },
  outcome(change, reply) {
    if (reply.status !== 0) throw changeFailure(title(change), reply);
    return valueMap([]);
  },
};

function words({ path, target, before }: MakeLink, number: number): string {
  const list = [posix.dirname(path), posix.basename(path), String(number), target, before?.target ?? ""];
  return list.map(quote).join(" ");
}

function title({ path, target, before }: MakeLink): string {
  return `link ${path} -> ${target}${before?.target === undefined ? "" : ` (was ${before.target})`}`;
}
