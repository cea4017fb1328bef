import { octal } from "../changes/attributes.ts";
import type { Attributes, Change } from "../changes/change.ts";
import type { FileStat } from "../changes/file-state.ts";
import type { PathState } from "../events/path-state.ts";

/** The change of mode and owner that leads back to a state; none when they are so already, or the state tells nothing of them. */
export function attributesBack(path: string, stat: FileStat, { mode, owner }: PathState): readonly Change[] {
  const [user, group] = owner?.split(":") ?? [];
  const attributes: Attributes = {
    ...(mode !== undefined && mode !== octal(stat.mode) && { mode: Number.parseInt(mode, 8) }),
    ...(user !== undefined && user !== String(stat.uid) && { owner: user }),
    ...(group !== undefined && group !== String(stat.gid) && { group }),
  };
  if (Object.keys(attributes).length === 0) return [];
  return [{ kind: "set-attributes", path, before: { ...stat, path }, attributes }];
}
