import { entryOf, type Located, type LocatedMap } from "../source/located.ts";
import type { Span } from "../source/span.ts";

/** A variable of a loop: its name, and where it is named; without a name of its own it is `item`, at the loop's keyword. */
export interface LoopName {
  readonly name: string;
  readonly at: Span;
}

/** The names of the loop variables of an entry. */
export function loopNamesOf(written: LocatedMap | undefined): readonly string[] {
  return loopNamesWithPlace(written).map(({ name }) => name);
}

/** The loop variables of an entry: those of `loop_control`, else `item`. */
export function loopNamesWithPlace(written: LocatedMap | undefined): readonly LoopName[] {
  const loop = written?.entries.find(({ key }) => key === "loop" || key.startsWith("with_"));
  if (!written || !loop) return [];
  const control = entryOf(written, "loop_control")?.value;
  const named = (key: string) => (control?.kind === "map" ? entryOf(control, key)?.value : undefined);
  const [own, index] = [named("loop_var"), named("index_var")].map((value) => nameAt(value));
  return [own ?? { name: "item", at: loop.keySpan }, ...(index ? [index] : [])];
}

function nameAt(value: Located | undefined): LoopName | undefined {
  if (value?.kind !== "scalar" || value.source === "") return undefined;
  return { name: value.source, at: value.span };
}
