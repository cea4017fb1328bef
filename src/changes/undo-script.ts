import { posix } from "node:path";
import { problem } from "../problems/problem.ts";
import { attributeList } from "./attributes.ts";
import type { Change, RemovePath, RunCommand } from "./change.ts";
import { handled } from "./kind-of.ts";
import { quote } from "./quote.ts";
import { attachedCommand } from "./run-command.ts";
import { sha256 } from "./virtual-files.ts";

/** A change that is about to be made, and what its undoing needs. */
export interface ToUndo {
  readonly change: Change;
  readonly number: number;
  /** For what its undoing replaces in its turn. */
  readonly undoNumber: number;
  /** Where it keeps what was there. */
  readonly backup: string;
}

/** RB5009 unless the host alone can undo all of it. */
export function checkUndoable(changes: readonly Change[]): void {
  for (const change of changes) {
    const why = whyNot(change);
    if (why !== undefined) throw problem("RB5009", `"confirm_within" cannot undo this: ${why}`);
  }
}

function whyNot(change: Change): string | undefined {
  switch (change.kind) {
    case "run-command":
      return change.undo === undefined ? "a command that has no undo command" : undefined;
    case "remove":
      return notKept(change);
    case "remove-directory":
    case "restore":
      return `${change.kind} ${change.path}`;
    default:
      return undefined;
  }
}

/** Of what is neither a file nor a link, removing keeps nothing that the host could bring back by itself. */
function notKept({ path, before }: RemovePath): string | undefined {
  switch (before.type) {
    case "directory":
      return `removing the directory ${path}`;
    case "other":
      return `removing ${path}, which is neither a file nor a link`;
    default:
      return undefined;
  }
}

/** The shell word of the file that says that a command was begun. */
export function begunMark(number: number): string {
  return `"$rb_sw/${number}"`;
}

/** The same as a program that sets `rb_bad`, for the switch of a block, which has one for each group of changes. */
export function undoSteps(all: readonly ToUndo[]): string {
  return all
    .toReversed()
    .map((one) => `( ${stepOf(one)}\n) || rb_bad=1`)
    .join("\n");
}

/** `rb_undo`, for a shell with all libraries: undoes in reverse what was made of the changes; fails when some of it cannot be. */
export function undoScript(all: readonly ToUndo[]): string {
  return `rb_undo() {\nrb_bad=0\n${undoSteps(all)}\nreturn $rb_bad\n}`;
}

function stepOf({ change, ...how }: ToUndo): string {
  if (change.kind === "run-command") return `[ -e ${begunMark(how.number)} ] || exit 0\n${undoCommand(change)}`;
  if (change.kind === "set-attributes")
    return `rb_there ${quote(change.path)} || exit 0\n${inverse({ change, ...how })}`;
  const { script } = handled(change).trace(how.number, { spent: 0, restarted: false });
  return `${script}\ncase $? in 0) ;; 80) exit 0 ;; *) exit 1 ;; esac\n${inverse({ change, ...how })}`;
}

function undoCommand({ undo = "", directory }: RunCommand): string {
  const own = { kind: "run-command", run: { script: undo, args: [] }, secrets: {}, environment: {} } as const;
  return attachedCommand({ ...own, writes: [], deadline: 0, ...(directory !== undefined && { directory }) }).script;
}

/** What was made, as the trace before it found, is taken back; attributes, which may be half set, in any case. */
function inverse({ change, undoNumber, backup }: ToUndo): string {
  const frame = (one: Change) => handled(one).frame(undoNumber).script;
  switch (change.kind) {
    case "write-file": {
      const { path, before, content, inPlace } = change;
      if (before === undefined) return gone(path);
      const now = { ...before, content, sha256: sha256(content) };
      const kept = { stat: before.stat, content: before.content };
      if (!inPlace) return frame({ kind: "restore", path, before: now, from: backup, kept });
      const { mode, uid, gid } = before.stat;
      const attributes = { mode, owner: String(uid), group: String(gid) };
      return `${frame({ ...change, before: now, content: before.content, attributes })} <${quote(backup)}`;
    }
    case "set-attributes": {
      const { path, before, attributes } = change;
      const type = before.type === "directory" ? "directory" : "file";
      const old = { mode: before.mode, owner: String(before.uid), group: String(before.gid) };
      const [, mode] = attributeList(type, old, undefined);
      const [, , expected] = attributeList(type, old, before);
      const isOwned = attributes.owner !== undefined || attributes.group !== undefined;
      const words = [path, isOwned ? `${old.owner}:${old.group}` : "", mode, expected];
      return `rb_attributes ${words.map(quote).join(" ")}`;
    }
    case "make-directory":
      return `rmdir -- ${quote(change.path)} && rb_sync ${quote(posix.dirname(change.path))}`;
    case "make-link": {
      const { path, target, before } = change;
      if (before?.target === undefined) return gone(path);
      return frame({ kind: "make-link", path, target: before.target, before: { ...before, target } });
    }
    case "remove": {
      const { path, before } = change;
      if (before.type === "link" && before.target !== undefined) {
        return frame({ kind: "make-link", path, target: before.target, before: undefined });
      }
      const kept = { stat: before, content: undefined };
      return frame({ kind: "restore", path, before: undefined, from: backup, kept });
    }
    default:
      return "exit 1";
  }
}

function gone(path: string): string {
  return `rm -f -- ${quote(path)} && rb_sync ${quote(posix.dirname(path))}`;
}
