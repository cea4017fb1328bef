import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/** What stands at a path: all that a user would call a difference, and what tells that nobody wrote there. */
export interface Seen {
  readonly type: "file" | "directory" | "link" | "other";
  /** "0644". */
  readonly mode: string;
  readonly owner: string;
  /** The text of a small text file, the digest of any other, where a link points; empty for a directory. */
  readonly holds: string;
  /** Inode, and the times of the last writing and of the last change of any kind. */
  readonly marks: string;
}

/** Everything below a folder, and the folder itself as "", by path from there. */
export type Tree = ReadonlyMap<string, Seen>;

/** Looks at a folder on this machine. A folder that is not there is an empty tree. */
export async function treeOf(folder: string): Promise<Tree> {
  const tree = new Map<string, Seen>();
  await look(folder, "", tree);
  return tree;
}

/** Paths, sorted, where type, mode, owner or content differ; of what went or came with a folder, each path. */
export function differences(before: Tree, after: Tree): readonly string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => plain(before.get(path)) !== plain(after.get(path))).sort();
}

/** The paths without those below a folder that went with all it held, which a plan shows as one change. */
export function withoutFollowers(paths: readonly string[], before: Tree, after: Tree): readonly string[] {
  const gone = paths.filter((path) => before.get(path)?.type === "directory" && after.get(path)?.type !== "directory");
  return paths.filter((path) => !gone.some((folder) => path.startsWith(`${folder}/`)));
}

/** A tree without its marks, for comparing what two ways made. */
export function contentOf(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries([...tree].map(([path, seen]) => [path, plain(seen) ?? ""]));
}

function plain(seen: Seen | undefined): string | undefined {
  return seen && `${seen.type} ${seen.mode} ${seen.owner} ${seen.holds}`;
}

async function look(folder: string, path: string, tree: Map<string, Seen>): Promise<void> {
  const place = join(folder, path);
  const stat = await lstat(place, { bigint: true }).catch(() => undefined);
  if (stat === undefined) return;
  const type = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : stat.isSymbolicLink() ? "link" : "other";
  const holds = type === "file" ? heldText(await readFile(place)) : type === "link" ? await readlink(place) : "";
  const mode = Number(stat.mode & 0o7777n)
    .toString(8)
    .padStart(4, "0");
  const marks = [stat.ino, stat.mtimeNs, stat.ctimeNs].join(" ");
  tree.set(path, { type, mode, owner: `${stat.uid}:${stat.gid}`, holds, marks });
  if (type !== "directory") return;
  for (const name of (await readdir(place)).sort()) await look(folder, path === "" ? name : `${path}/${name}`, tree);
}

function heldText(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  const exact = bytes.length < 4096 && Buffer.from(text).equals(bytes);
  return exact ? JSON.stringify(text) : createHash("sha256").update(bytes).digest("hex");
}
