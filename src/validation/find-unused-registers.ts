import { lint } from "../problems/lint.ts";
import type { Problem } from "../problems/problem.ts";
import type { SetName } from "./set-names.ts";

/** RB2202: registered results whose name is used nowhere; `used` are all words of all expressions. */
export function findUnusedRegisters(set: readonly SetName[], used: ReadonlySet<string>): readonly Problem[] {
  return set
    .filter(({ how, name }) => how === "registers" && !used.has(name))
    .map(({ name, at }) => {
      const hint = `Nothing looks at it: take "register: ${name}" out, or use it.`;
      return lint("RB2202", `the result "${name}" is never used`, { at, hint });
    });
}
