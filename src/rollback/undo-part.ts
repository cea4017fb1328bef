import type { Deed } from "./deed.ts";

/** What is undone at once within a step: changes of one path, or a command; its undo command before the paths that it wrote. */
export interface UndoPart {
  /** In the order in which they were done. */
  readonly deeds: readonly Deed[];
  readonly does: "command" | "paths";
}

/** The parts of some deeds of one host, the last first: each builds on what the one before it has uncovered. */
export function undoParts(deeds: readonly Deed[]): readonly UndoPart[] {
  const parts: UndoPart[] = [];
  for (const deed of deeds.toReversed()) {
    const { kind, path, writes = [] } = deed.change;
    const last = parts.at(-1);
    if (kind === "run-command") {
      parts.push({ deeds: [deed], does: "command" });
      if (writes.length > 0) parts.push({ deeds: [deed], does: "paths" });
    } else if (path !== undefined && last?.deeds[0]?.change.path === path) {
      parts.splice(-1, 1, { deeds: [deed, ...last.deeds], does: "paths" });
    } else parts.push({ deeds: [deed], does: "paths" });
  }
  return parts;
}
