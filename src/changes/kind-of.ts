import type { ChangeShown } from "../events/event.ts";
import type { ValueMap } from "../expression/value.ts";
import type { Change } from "./change.ts";
import type { ChangeFrame, ChangeKind, ChangeReply, Intent, Keeping, Since } from "./change-kind.ts";
import { makeDirectory } from "./make-directory.ts";
import { makeLink } from "./make-link.ts";
import { removeDirectory } from "./remove-directory.ts";
import { removePath } from "./remove-path.ts";
import { restore } from "./restore.ts";
import { runCommand } from "./run-command.ts";
import { setAttributes } from "./set-attributes.ts";
import type { VirtualFiles } from "./virtual-files.ts";
import { writeFile } from "./write-file.ts";

/** What can be done with one change, whatever its kind. */
export interface Handled {
  show(): ChangeShown;
  foresee(files: VirtualFiles, because: string): void;
  intent(keeping: Keeping): Intent;
  frame(number: number): ChangeFrame;
  trace(number: number, since: Since): ChangeFrame;
  outcome(reply: ChangeReply): ValueMap;
}

/** The change together with its kind. */
export function handled(change: Change): Handled {
  switch (change.kind) {
    case "write-file":
      return bound(writeFile, change);
    case "set-attributes":
      return bound(setAttributes, change);
    case "make-directory":
      return bound(makeDirectory, change);
    case "make-link":
      return bound(makeLink, change);
    case "remove":
      return bound(removePath, change);
    case "remove-directory":
      return bound(removeDirectory, change);
    case "restore":
      return bound(restore, change);
    case "run-command":
      return bound(runCommand, change);
  }
}

function bound<C>(kind: ChangeKind<C>, change: C): Handled {
  return {
    show: () => kind.show(change),
    foresee: (files, because) => kind.foresee(change, files, because),
    intent: (keeping) => kind.intent(change, keeping),
    frame: (number) => kind.frame(change, number),
    trace: (number, since) => kind.trace(change, number, since),
    outcome: (reply) => kind.outcome(change, reply),
  };
}
