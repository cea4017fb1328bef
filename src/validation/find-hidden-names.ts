import { lint } from "../problems/lint.ts";
import type { Problem } from "../problems/problem.ts";
import { loopNamesOf, loopNamesWithPlace } from "./loop-names.ts";
import type { Site } from "./site.ts";

/** RB2203: loop variables that have the name of another variable; `otherNames` are the names that a site sees besides loops. */
export function findHiddenNames(
  sites: readonly Site[],
  otherNames: (site: Site) => ReadonlySet<string>,
): readonly Problem[] {
  return sites.flatMap((site) => {
    const loops = loopNamesWithPlace(site.step?.written);
    if (loops.length === 0) return [];
    const around = outerLoops(site);
    const others = otherNames(site);
    return loops
      .filter(({ name }) => around.has(name) || others.has(name))
      .map(({ name, at }) => {
        const what = around.has(name) ? "that of the loop around it" : "another variable";
        const hint = `Give it a name of its own: "loop_control: { loop_var: one_${name} }".`;
        return lint("RB2203", `the loop variable "${name}" hides ${what}`, { at, hint });
      });
  });
}

/** Blocks to choose from are written once, by what they are chosen for. */
function outerLoops({ step, around }: Site): ReadonlySet<string> {
  return new Set(
    around
      .filter((one) => one !== step && one.written !== step?.written)
      .flatMap(({ written }) => loopNamesOf(written)),
  );
}
