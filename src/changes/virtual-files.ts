import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Attributes } from "./change.ts";
import type { FileSnapshot, FileStat } from "./file-state.ts";

/**
 * A path as earlier tasks will have left it. `unsure` says why its content cannot be told yet; in a folder that is `made`
 * nothing is but what was planned; what is in a folder that comes back cannot be told, `unseen` says why. An `attributed` file
 * holds what it holds on the host.
 */
export type VirtualPath =
  | { readonly kind: "absent" }
  | { readonly kind: "file"; readonly snapshot: FileSnapshot }
  | { readonly kind: "attributed"; readonly stat: FileStat }
  | { readonly kind: "other"; readonly stat: FileStat; readonly made?: boolean; readonly unseen?: string }
  | { readonly kind: "unsure"; readonly because: string };

/** Links that are followed on the way to one place, as Linux does. */
export const mostHops = 40;

/** The overlay: paths that differ from the host because of changes planned so far. */
export class VirtualFiles {
  readonly #paths = new Map<string, VirtualPath>();

  /** Nothing is planned. */
  get isEmpty(): boolean {
    return this.#paths.size === 0;
  }

  /** What is known of a path here; `undefined` sends the reader to the host. */
  get(path: string): VirtualPath | undefined {
    return this.#paths.get(path) ?? this.#inside(path);
  }

  /** The path with the links resolved that will be there by then; `last`: also when the path itself is one. */
  resolve(path: string, last: boolean): string {
    let place = path;
    for (let hops = 0; hops < mostHops; hops++) {
      const next = this.#followFirst(place, last);
      if (next === undefined) return place;
      place = next;
    }
    return place;
  }

  set(path: string, state: VirtualPath): void {
    this.#paths.set(path, state);
  }

  /** Names that were added to or taken from a folder. */
  differences(folder: string): { readonly added: readonly string[]; readonly removed: readonly string[] } {
    const prefix = folder === "/" ? "/" : `${folder}/`;
    const added: string[] = [];
    const removed: string[] = [];
    for (const [path, state] of this.#paths) {
      const name = path.startsWith(prefix) ? path.slice(prefix.length) : "";
      if (name === "" || name.includes("/")) continue;
      if (state.kind === "absent") removed.push(name);
      else added.push(name);
    }
    return { added, removed };
  }

  #inside(path: string): VirtualPath | undefined {
    for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) {
      const above = this.#paths.get(path.slice(0, cut));
      if (above?.kind === "absent" || (above?.kind === "other" && above.made)) return { kind: "absent" };
      if (above?.kind === "other" && above.unseen !== undefined) return { kind: "unsure", because: above.unseen };
    }
    return undefined;
  }

  #followFirst(path: string, last: boolean): string | undefined {
    if (this.isEmpty) return undefined;
    for (let cut = path.indexOf("/", 1); cut !== -1 || last; cut = path.indexOf("/", cut + 1)) {
      const link = cut === -1 ? path : path.slice(0, cut);
      const state = this.#paths.get(link);
      const target = state?.kind === "other" && state.stat.type === "link" ? state.stat.target : undefined;
      const rest = cut === -1 ? "" : path.slice(cut);
      if (target !== undefined) return posix.resolve(posix.dirname(link), target) + rest;
      if (cut === -1) return undefined;
    }
    return undefined;
  }
}

/** The stat of something new, or of something whose attributes change. Owners that are only names get the id -1. */
export function foreseenStat(
  path: string,
  type: FileStat["type"],
  base: FileStat | undefined,
  wanted: Attributes,
): FileStat {
  return {
    path,
    type,
    mode: wanted.mode ?? base?.mode ?? (type === "directory" ? 0o755 : 0o644),
    uid: wanted.owner === undefined ? (base?.uid ?? -1) : -1,
    gid: wanted.group === undefined ? (base?.gid ?? -1) : -1,
    owner: wanted.owner ?? base?.owner ?? "",
    group: wanted.group ?? base?.group ?? "",
    size: base?.size ?? 0,
    inode: base?.inode ?? "0",
    device: base?.device ?? "0",
    modified: base?.modified ?? "0",
    links: base?.links ?? 1,
  };
}

/** Lower-case hex SHA-256. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
