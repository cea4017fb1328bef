import { defineModule, type Module } from "../modules/contract/define-module.ts";

/** Says what a person has to do, since the runbook that did it in the run is not the same any more. */
export function byHandModule(handler: string): Module {
  return defineModule({
    name: "by_hand",
    summary: "Says that a handler of an earlier run is not run again.",
    parameters: {},
    examples: [],
    offHost: true,
    async decide() {
      return { changes: [], message: `"${handler}" ran in that run; the runbook is another now, so do it by hand` };
    },
  });
}
