import type { Change } from "../changes/change.ts";

/**
 * The paths that pending changes will touch. Whether another path leads to one of them is asked without knowing all links of
 * the host, so the answer errs on the side of yes: the same name anywhere in the path is enough.
 */
export class Touched {
  readonly #names = new Set<string>();
  #everything = false;

  add(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "run-command" || reachesFar(change)) this.#everything = true;
      else this.#names.add(lastName(change.path));
    }
  }

  /** Whether looking at the path may see one of them; without a path, whether there is any. */
  has(path?: string): boolean {
    if (this.#everything) return true;
    if (this.#names.size === 0 || path === undefined) return this.#names.size > 0;
    return path.split("/").some((name) => this.#names.has(name));
  }

  clear(): void {
    this.#names.clear();
    this.#everything = false;
  }
}

/** A link that now leads elsewhere, or an inode that has other names: no telling from a path who sees it. */
function reachesFar(change: Exclude<Change, { kind: "run-command" }>): boolean {
  switch (change.kind) {
    case "make-link":
      return true;
    case "remove":
      return change.before.type === "link";
    case "make-directory":
      return false;
    case "set-attributes":
      return change.before.type === "file" && change.before.links > 1;
    case "remove-directory":
      return false;
    case "restore":
      return change.kept.stat.type !== "file" || change.kept.stat.links > 1;
    case "write-file":
      return change.inPlace && (change.before?.stat.links ?? 1) > 1;
  }
}

function lastName(path: string): string {
  return path.split("/").findLast((name) => name !== "") ?? "";
}
