import { referencesOf } from "../expression/references.ts";
import { lint } from "../problems/lint.ts";
import type { Problem } from "../problems/problem.ts";
import type { SetName } from "./set-names.ts";
import type { Site } from "./site.ts";

/** RB2213: `async_status` asks for the job of a result that no task with `async` and `poll: 0` registers. */
export function findNoJobs(sites: readonly Site[], set: readonly SetName[]): readonly Problem[] {
  return sites.flatMap(({ step }) => {
    if (step?.kind !== "task" || step.module.name !== "async_status") return [];
    const jid = step.parameters.get("jid");
    if (jid?.kind !== "template") return [];
    const asked = referencesOf(jid.template).filter(({ path }) => path[0] === "ansible_job_id");
    return asked.flatMap(({ name }) => {
      const makers = set.filter((one) => one.name === name);
      if (makers.length === 0 || makers.some(({ how, task }) => how !== "registers" || task.background)) return [];
      const hint = `Give "${makers[0]?.task.name}" async and "poll: 0", or take this task out: its command has ended.`;
      return [lint("RB2213", `"${name}" is the result of no job`, { at: jid.span, hint })];
    });
  });
}
