import type { Play } from "./model.ts";
import type { ValueSource } from "./value-source.ts";

/** The variables of all files of which the hosts of a play choose some. */
export function perhapsInPlay({
  varsFiles = [],
}: Pick<Play, "varsFiles">): readonly ReadonlyMap<string, ValueSource>[] {
  return varsFiles.flatMap(({ brings }) => [...brings.values()]);
}
