import type { Change } from "../changes/change.ts";
import type { FileStat } from "../changes/file-state.ts";
import type { PathState } from "../events/path-state.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { attributesBack } from "./attributes-back.ts";
import { foundBackup } from "./found-backup.ts";
import { isStoreGone, noBackup, whyGone } from "./no-backup.ts";
import type { PathChange } from "./path-change.ts";
import type { StateNow } from "./state-now.ts";
import type { Comparing } from "./was-before.ts";

/** What takes a path back to where it was before some changes, and what has to be said of it. */
export interface Inverse {
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
}

/** A path with what was done to it, oldest first, and what is there now. */
export interface ToTakeBack {
  readonly path: string;
  readonly chain: readonly PathChange[];
  readonly now: StateNow;
}

/** The changes that bring back what was at the path before the first of the chain. RB7203 when what was kept is not there. */
export async function inverseOf(taking: ToTakeBack, comparing: Comparing): Promise<Inverse> {
  const [first] = taking.chain;
  const target = first?.before ?? (first?.backup === undefined ? undefined : someFile);
  switch (target?.is) {
    case "absent":
      return clearedWay(taking, comparing.host);
    case "file":
      return fileBack(target, taking, comparing);
    case "directory":
      return directoryBack(target, taking, comparing.host);
    case "link":
      return linkBack(target, taking, comparing.host);
    default:
      return { changes: [], notes: [`cannot be undone: ${taking.path}`] };
  }
}

const someFile: PathState = { is: "file" };

/** What is there goes away; a directory that the run made only when nothing is in it. */
async function clearedWay({ path, chain, now: { stat } }: ToTakeBack, host: HostView): Promise<Inverse> {
  if (stat === undefined) return nothing;
  const isWhole = stat.type !== "directory" || chain.at(-1)?.deed.change.kind === "restore";
  if (isWhole) return { changes: [{ kind: "remove", path, before: stat }], notes: [] };
  const holds = (await host.list(path)) ?? [];
  if (holds.length === 0) return { changes: [{ kind: "remove-directory", path, before: stat }], notes: [] };
  return { changes: [], notes: [`left as it is: ${path} holds ${some(holds)}`] };
}

const nothing: Inverse = { changes: [], notes: [] };

function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

async function fileBack(target: PathState, taking: ToTakeBack, { host, key }: Comparing): Promise<Inverse> {
  const { path, chain, now } = taking;
  if (now.stat?.type === "file" && now.stat.inode === target.inode && isUnwritten(chain)) {
    return { changes: attributesBack(path, now.stat, target), notes: [] };
  }
  const kept = await foundBackup(chain, { host, key });
  const secret = [...chain.flatMap(({ before, after }) => [before?.digest, after?.digest])].some(isKeyed);
  const hidden = secret ? { secret } : {};
  const { content, stat } = kept;
  if (now.file?.mountPoint && content) {
    const { mode, uid, gid } = stat;
    const attributes = { mode, owner: String(uid), group: String(gid) };
    const write = {
      kind: "write-file",
      path,
      before: now.file,
      content,
      attributes,
      inPlace: true,
      ...hidden,
    } as const;
    return { changes: [write], notes: [] };
  }
  const before = now.stat?.type === "file" ? now.file : undefined;
  const cleared = before === undefined ? await clearedWay(taking, host) : nothing;
  if (cleared.notes.length > 0) return cleared;
  const back: Change = { kind: "restore", path, before, from: kept.path, kept: { stat, content }, ...hidden };
  return { changes: [...cleared.changes, back, ...attributesBack(path, stat, target)], notes: [] };
}

/** Only owner and mode were changed. */
function isUnwritten(chain: readonly PathChange[]): boolean {
  return chain.every(({ deed }) => deed.change.kind === "set-attributes");
}

function isKeyed(digest: string | undefined): boolean {
  return digest?.startsWith("hmac-") ?? false;
}

async function directoryBack(target: PathState, taking: ToTakeBack, host: HostView): Promise<Inverse> {
  const { path, chain, now } = taking;
  const gone = await removalOf(chain, host);
  if (gone === undefined) {
    return { changes: now.stat ? attributesBack(path, now.stat, target) : [], notes: [] };
  }
  const cleared = await clearedWay(taking, host);
  if (cleared.notes.length > 0) return cleared;
  if (gone.deed.change.kind === "remove-directory") {
    return { changes: [...cleared.changes, ...madeAgain(path, target)], notes: [] };
  }
  const stat = gone.backup === undefined ? undefined : await host.stat(gone.backup);
  if (gone.backup !== undefined && stat === undefined && (await isStoreGone(gone.backup, host))) {
    throw noBackup(path, await whyGone(gone.backup, host));
  }
  if (gone.backup === undefined || stat?.type !== "directory") {
    return { changes: [], notes: [`cannot be undone: the directory ${path} was removed, and no copy of it was kept`] };
  }
  const back: Change = {
    kind: "restore",
    path,
    before: undefined,
    from: gone.backup,
    kept: { stat, content: undefined },
  };
  return { changes: [...cleared.changes, back, ...attributesBack(path, stat, target)], notes: [] };
}

/** The first change that took the directory away; not one that perhaps never began, where a later one kept the directory. */
async function removalOf(chain: readonly PathChange[], host: HostView): Promise<PathChange | undefined> {
  const removals = chain.filter(({ before, after }) => before?.is === "directory" && after?.is === "absent");
  for (const removal of removals) {
    if (removal.deed.certain || removal.backup === undefined || (await host.stat(removal.backup))) return removal;
  }
  return removals[0];
}

function madeAgain(path: string, { mode = "0755", owner = "" }: PathState): readonly Change[] {
  const [user, group] = owner.split(":");
  const owners = user && group ? { owner: user, group } : {};
  return [{ kind: "make-directory", path, attributes: { mode: Number.parseInt(mode, 8), ...owners } }];
}

async function linkBack({ target }: PathState, taking: ToTakeBack, host: HostView): Promise<Inverse> {
  const { path, now } = taking;
  if (target === undefined)
    return { changes: [], notes: [`cannot be undone: where the link ${path} led is not known`] };
  const link = (before: FileStat | undefined): Change => ({ kind: "make-link", path, target, before });
  if (now.stat?.type === "link") return { changes: now.stat.target === target ? [] : [link(now.stat)], notes: [] };
  const cleared = await clearedWay(taking, host);
  return cleared.notes.length > 0 ? cleared : { changes: [...cleared.changes, link(undefined)], notes: [] };
}
