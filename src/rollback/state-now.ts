import { createHmac } from "node:crypto";
import { octal } from "../changes/attributes.ts";
import type { FileSnapshot, FileStat } from "../changes/file-state.ts";
import { sha256 } from "../changes/virtual-files.ts";
import type { PathState } from "../events/path-state.ts";
import type { HostView } from "../modules/contract/host-view.ts";

/** What is at a path now. */
export interface StateNow {
  /** `undefined`: nothing. */
  readonly stat: FileStat | undefined;
  /** Of a regular file that is not too large to be read. */
  readonly file: FileSnapshot | undefined;
}

const mostBytes = 16 * 1024 * 1024;

/** Looks at a path, links not followed. */
export async function stateNow(host: HostView, path: string): Promise<StateNow> {
  const stat = await host.stat(path);
  if (stat?.type !== "file" || stat.size > mostBytes) return { stat, file: undefined };
  const file = await host.readFile(path);
  return { stat: file?.stat ?? stat, file };
}

/** Whether a path is in this state, as far as it is told; inodes are no part of it. `key`: of the digests of secrets. */
export function isIn({ stat, file }: StateNow, state: PathState, key: Uint8Array): boolean {
  if (stat === undefined || state.is === "absent") return stat === undefined && state.is === "absent";
  if (stat.type !== state.is) return false;
  if (stat.type === "link") return state.target === undefined || stat.target === state.target;
  return (
    (state.digest === undefined || (file !== undefined && hasDigest(file.content, state.digest, key))) &&
    (state.mode === undefined || octal(stat.mode) === state.mode) &&
    (state.owner === undefined || isOwner(stat, state.owner))
  );
}

/** Whether bytes have a digest as events tell it. */
export function hasDigest(content: Uint8Array, digest: string, key: Uint8Array): boolean {
  const plain = sha256(content);
  const keyed = (data: Uint8Array | string) => `hmac-sha256:${createHmac("sha256", key).update(data).digest("hex")}`;
  return digest === `sha256:${plain}` || digest === keyed(content) || digest === keyed(plain);
}

function isOwner(stat: FileStat, owner: string): boolean {
  const [user, group] = owner.split(":");
  return [String(stat.uid), stat.owner].includes(user ?? "") && [String(stat.gid), stat.group].includes(group ?? "");
}
