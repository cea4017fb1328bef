import type { Deed } from "./deed.ts";
import type { PathChange } from "./path-change.ts";
import type { RunTold } from "./run-told.ts";
import type { Taking } from "./take-back.ts";

/** Paths that some deeds of a host changed, the path that was changed last first, with all that is known of them. */
export function takingsOf(deeds: readonly Deed[], run: RunTold, undone: ReadonlySet<Deed>): readonly Taking[] {
  const [first] = deeds;
  const history = first ? run.history(first.host) : [];
  const chains = new Map<string, PathChange[]>();
  for (const change of history.toReversed()) {
    if (!deeds.includes(change.deed)) continue;
    chains.set(change.path, [change, ...(chains.get(change.path) ?? [])]);
  }
  return [...chains].map(([path, chain]) => {
    const same = history.filter((change) => change.path === path);
    const begin = same.findIndex(({ deed }) => deed === chain[0]?.deed);
    const later = same.slice(same.findLastIndex(({ deed }) => deed === chain.at(-1)?.deed) + 1);
    const foreign = later.find(({ deed }) => !undone.has(deed));
    return {
      path,
      chain,
      earlier: same.slice(0, begin),
      diffs: diffsOf(chain, run),
      laterTask: foreign && run.nameOf(foreign.deed),
    };
  });
}

/** What the run's screen showed of the path in the tasks of the chain. */
function diffsOf(chain: readonly PathChange[], { shown }: RunTold): readonly string[] {
  const tasks = new Set(chain.map(({ deed }) => `${deed.change.task} ${deed.host}`));
  return [...tasks].flatMap((task) =>
    (shown.get(task) ?? []).flatMap(({ path, diff }) => (path === chain[0]?.path && diff !== undefined ? [diff] : [])),
  );
}
