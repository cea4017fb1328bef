import type { Change, RemovePath, RunCommand } from "../changes/change.ts";
import type { FileStat } from "../changes/file-state.ts";
import { handled } from "../changes/kind-of.ts";
import type { PathState } from "../events/path-state.ts";
import type { PlannedChange } from "../events/planned.ts";
import type { Task } from "../runbook/model.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { keyedDigest } from "./keyed-digest.ts";

/** What changes are described with. `isForeseen`: what is at the path will have been put there by earlier tasks of the plan. */
export interface Describing {
  readonly task: Pick<Task, "noLog">;
  readonly key: Uint8Array;
  readonly isForeseen: (path: string) => boolean;
}

/** Changes as a plan holds them: enough to tell whether others are the same. */
export function plannedChanges(changes: readonly Change[], describing: Describing): readonly PlannedChange[] {
  return changes.map((change) => plannedChange(change, describing));
}

function plannedChange(change: Change, { task, key, isForeseen }: Describing): PlannedChange {
  const keeping = { digest: (content: Uint8Array) => keyedDigest(key, content), backup: () => "", job: () => "" };
  const { before, after, backup: _backup, job: _job, ...intent } = handled(change).intent(keeping);
  const foreseen = change.kind !== "run-command" && isForeseen(change.path);
  const hidden = intent.command !== undefined && task.noLog ? { command: "(hidden by no_log)" } : {};
  return {
    kind: change.kind,
    ...intent,
    ...(before && { before: foreseen ? foreseeable(before) : before }),
    ...(after && { after: foreseen ? foreseeable(after) : after }),
    ...hidden,
    ...(change.kind === "run-command" && { digest: keyedDigest(key, wholeCommand(change)) }),
    ...(change.kind === "remove" && !foreseen && { version: versionOf(change.before, change) }),
  };
}

/** What a look shows of how old something is: of a folder its own time, of a file its size too. */
export function versionOf({ size, modified }: FileStat, { before: { type } }: Pick<RemovePath, "before">): string {
  return type === "file" ? `${size} ${modified}` : modified;
}

/** Without what only the real making decides: the inode, and an owner that was asked for by name. */
function foreseeable({ inode: _inode, owner, ...state }: PathState): PathState {
  const isKnown = owner !== undefined && !owner.split(":").includes("-1");
  return { ...state, ...(isKnown && { owner }) };
}

/** Everything that decides what a command does, secrets too: for a keyed digest alone. */
function wholeCommand({ run, secrets, input, directory, environment, writes, undo, background }: RunCommand): string {
  const given = Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]);
  const fed = input instanceof SecretText ? input.reveal() : input;
  return JSON.stringify([
    run,
    given,
    fed,
    directory,
    environment,
    writes,
    undo,
    ...(background === undefined ? [] : [background]),
  ]);
}
