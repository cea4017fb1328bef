import { valueMap } from "../expression/value.ts";
import { attributeDifferences, attributeList, attributeWords } from "./attributes.ts";
import type { SetAttributes } from "./change.ts";
import type { ChangeKind } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { seenState, wantedState } from "./path-state.ts";
import { quote } from "./quote.ts";
import { foreseenStat } from "./virtual-files.ts";

/** Mode or owner of a file or directory. */
export const setAttributes: ChangeKind<SetAttributes> = {
  show(change) {
    return { kind: change.kind, title: title(change), path: change.path };
  },
  foresee({ path, before, attributes }, files) {
    const stat = foreseenStat(path, before.type, before, attributes);
    const known = files.get(path);
    if (known?.kind === "file") files.set(path, { kind: "file", snapshot: { ...known.snapshot, stat } });
    else if (known?.kind === "other") files.set(path, { ...known, stat });
    else if (before.type !== "file") files.set(path, { kind: "other", stat });
    else if (known?.kind !== "unsure") files.set(path, { kind: "attributed", stat });
  },
  intent({ path, before, attributes }) {
    return {
      path,
      before: seenState(before),
      after: wantedState(before.type, attributes, { before, modeOfNew: before.mode }),
    };
  },
  frame({ path, before, attributes }) {
    const type = before.type === "directory" ? "directory" : "file";
    return { script: `rb_attributes ${quote(path)} ${attributeWords(type, attributes, before)}`, deadline: 60_000 };
  },
  trace({ path, before, attributes }) {
    const [, , expected] = attributeList(before.type === "directory" ? "directory" : "file", attributes, before);
    return { script: `rb_trace_attributes ${quote(path)} ${quote(expected)}`, deadline: 60_000 };
  },
  outcome(change, reply) {
    if (reply.status !== 0) throw changeFailure(title(change), reply);
    return valueMap([]);
  },
};

function title({ path, before, attributes }: SetAttributes): string {
  return `set ${attributeDifferences(before, attributes).join(", ")} on ${path}`;
}
