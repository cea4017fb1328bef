import type { Unknown } from "../expression/unknown.ts";
import type { Block } from "../runbook/model.ts";
import type { HostVariables } from "./host-variables.ts";
import { allHold } from "./judge.ts";
import type { Within } from "./place.ts";

/**
 * Whether the steps of a block are for a host: decided once, when the first of them is reached, and not again when they change
 * what it was decided by. Asking throws the problem of the condition, each time.
 */
export function blockCondition(block: Block, outer: Within["holds"], variables: HostVariables): Within["holds"] {
  if (block.when.length === 0) return outer;
  let answer: (() => boolean | Unknown) | undefined;
  const decide = (): (() => boolean | Unknown) => {
    try {
      const around = outer();
      const own = around === false ? false : allHold(block.when, variables.scope({ task: block }));
      return () => (own === true ? around : own);
    } catch (error) {
      return () => {
        throw error;
      };
    }
  };
  return () => {
    answer ??= decide();
    return answer();
  };
}
