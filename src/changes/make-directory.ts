import { valueMap } from "../expression/value.ts";
import { attributeWords, modeOfNew, octal } from "./attributes.ts";
import type { MakeDirectory } from "./change.ts";
import type { ChangeKind } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { absent, wantedState } from "./path-state.ts";
import { quote } from "./quote.ts";
import { foreseenStat } from "./virtual-files.ts";

/** A directory where nothing was. */
export const makeDirectory: ChangeKind<MakeDirectory> = {
  show(change) {
    return { kind: change.kind, title: title(change), path: change.path };
  },
  foresee({ path, attributes }, files) {
    files.set(path, { kind: "other", made: true, stat: foreseenStat(path, "directory", undefined, attributes) });
  },
  intent({ path, attributes }) {
    return { path, before: absent, after: wantedState("directory", attributes, { modeOfNew: modeOfNew.directory }) };
  },
  frame({ path, attributes }) {
    return {
      script: `rb_directory ${quote(path)} ${attributeWords("directory", attributes, undefined)}`,
      deadline: 60_000,
    };
  },
  trace({ path, attributes }) {
    const words = attributeWords("directory", attributes, undefined);
    return { script: `rb_trace_directory ${quote(path)} ${words}`, deadline: 60_000 };
  },
  outcome(change, reply) {
    if (reply.status !== 0) throw changeFailure(title(change), reply);
    return valueMap([]);
  },
};

function title({ path, attributes }: MakeDirectory): string {
  return `make directory ${path} (${octal(attributes.mode ?? 0o755)})`;
}
