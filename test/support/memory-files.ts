import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { FileSnapshot, FileStat } from "../../src/changes/file-state.ts";
import type { LoginUser } from "../../src/modules/contract/host-view.ts";
import { problem } from "../../src/problems/problem.ts";
import type { Laid } from "./test-host.ts";

/** Something at a path. */
export interface Node {
  readonly type: "file" | "directory" | "link";
  readonly content: Uint8Array;
  readonly target: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  readonly mountPoint: boolean;
  readonly inode: string;
}

const modes = { file: 0o644, directory: 0o755, link: 0o777 } as const;

/** A file system in memory, with links, owners and modes. */
export class MemoryFiles {
  readonly nodes = new Map<string, Node>();
  readonly #user: LoginUser;
  #inodes = 100;

  constructor(user: LoginUser) {
    this.#user = user;
    this.put("/", "directory", {});
  }

  /** A new node at a path, whatever was there. */
  put(path: string, type: Node["type"], rest: Partial<Node>): void {
    this.#inodes += 1;
    const { name } = this.#user;
    const basis = { content: new Uint8Array(), target: "", owner: name, group: name, mountPoint: false };
    this.nodes.set(path, { ...basis, mode: modes[type], ...rest, type, inode: String(this.#inodes) });
  }

  /** Lays something down, and its missing parents. A path that ends in "/" is a directory. */
  lay(path: string, laid: Laid): void {
    const bare = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
    this.layParents(bare);
    const all = typeof laid === "string" || laid instanceof Uint8Array ? { content: laid } : laid;
    const { content = "", link, ...attributes } = all;
    if (link !== undefined) this.put(bare, "link", { target: link });
    else if (bare !== path) this.put(bare, "directory", attributes);
    else this.put(bare, "file", { content: bytesOf(content), ...attributes });
  }

  /** Makes the directories above a path. */
  layParents(path: string): void {
    const parent = posix.dirname(path);
    if (this.nodes.has(parent)) return;
    this.layParents(parent);
    this.put(parent, "directory", {});
  }

  /** The path with all links resolved; the last step too. */
  resolve(path: string, hops = 0): string {
    if (hops > 40) throw problem("RB5002", `${path}: too many levels of symbolic links`);
    let reached = "/";
    const steps = path.split("/").filter((step) => step !== "");
    for (const [index, step] of steps.entries()) {
      const node = this.nodes.get(posix.join(reached, step));
      if (node?.type === "link") {
        const rest = steps.slice(index + 1);
        return this.resolve(posix.join(posix.resolve(reached, node.target), ...rest), hops + 1);
      }
      reached = posix.join(reached, step);
    }
    return reached;
  }

  /** As `lstat`. */
  stat(path: string): FileStat | undefined {
    const node = this.nodes.get(this.place(path));
    if (node === undefined) return undefined;
    const { type, mode, owner, group, inode, target } = node;
    return {
      ...{ path, type, mode, owner, group, inode },
      uid: this.#idOf(owner),
      gid: this.#idOf(group),
      size: type === "link" ? target.length : node.content.length,
      device: "1",
      modified: "1700000000.000000000",
      links: 1,
      ...(type === "link" && { target }),
    };
  }

  /** The path with every link resolved but one in the last step. */
  place(path: string): string {
    return posix.join(this.resolve(posix.dirname(path)), posix.basename(path));
  }

  /** A regular file behind a path, links followed. */
  snapshot(path: string): FileSnapshot | undefined {
    const realPath = this.resolve(path);
    const node = this.nodes.get(realPath);
    const stat = this.stat(realPath);
    if (node === undefined || stat === undefined) return undefined;
    if (node.type !== "file") throw problem("RB5002", `${path} is a ${node.type}, not a file`);
    const { content, mountPoint } = node;
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { path, realPath, content, sha256, stat, mountPoint };
  }

  /** Names in a directory, sorted. */
  list(path: string): readonly string[] | undefined {
    const real = this.resolve(path);
    if (this.nodes.get(real)?.type !== "directory") return undefined;
    const inside = [...this.nodes.keys()].filter((one) => one !== "/" && posix.dirname(one) === real);
    return inside.map((one) => posix.basename(one)).sort();
  }

  /** Takes a path away with all under it. */
  remove(path: string): void {
    for (const one of [...this.nodes.keys()]) if (one === path || one.startsWith(`${path}/`)) this.nodes.delete(one);
  }

  #idOf(name: string): number {
    if (name === "root") return 0;
    return name === this.#user.name ? this.#user.uid : 2000 + (name.charCodeAt(0) % 1000);
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
