import type { PathState } from "./path-state.ts";

/** A task, or one item of its loop, as planned. */
export interface PlannedItem {
  /** The host on which it looks and acts, where that is another one. */
  readonly delegate?: string;
  /** Who looks and acts on the host; the login user when left out. */
  readonly user?: PlannedUser;
  /** What it saw on the host and nobody had seen before it; not what earlier tasks will have made. */
  readonly seen: readonly SeenPath[];
  readonly changes: readonly PlannedChange[];
  /** Not empty: what it does is decided when it is carried out. */
  readonly unknowns: readonly string[];
}

/** A user that is become on a host. */
export interface PlannedUser {
  readonly name: string;
  readonly method: "sudo" | "su" | "doas";
  /** In the environment of that user's login. */
  readonly login?: boolean;
}

/** A look at a host, and what it showed. */
export interface SeenPath {
  /** `file`: a file's bytes, links followed; `stat`: the path itself; `list`: the names in a folder, which the digest is of. */
  readonly look: "file" | "stat" | "list";
  readonly path: string;
  /** The path without symbolic links, where that is another one. */
  readonly realPath?: string;
  readonly state: PathState;
}

/** A change of a plan. Of what earlier tasks will have made, `before` holds what can be foreseen. */
export interface PlannedChange {
  readonly kind: string;
  readonly path?: string;
  readonly before?: PathState;
  readonly after?: PathState;
  /** As in the journal: a command as people see it, the paths it is known to write, and the command that undoes it. */
  readonly command?: string;
  readonly writes?: readonly string[];
  readonly undo?: string;
  /** Of a command and everything that it is given; keyed. */
  readonly digest?: string;
  /** Size and time of what is removed, as far as it was seen. */
  readonly version?: string;
}

/** One path that is not what a plan says, or the host's key or address, which have no path. */
export interface Drift {
  readonly path?: string;
  /** "mode 0644 -> 0600": the plan's, and what was found. */
  readonly differs: readonly string[];
  /** What the plan would change there, and what changed since the plan: unified diffs from what the plan saw, where that is known. */
  readonly planned?: string;
  readonly since?: string;
}
