import type { Problem } from "../problems/problem.ts";

/** The problems in their order, none that says the same of the same place as one before it. */
export function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, message, at }) => {
    const key = JSON.stringify([code, message, at?.file.name, at?.start]);
    return !seen.has(key) && seen.add(key);
  });
}
