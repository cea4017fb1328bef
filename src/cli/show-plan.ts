import { planEvents } from "../plans/plan-events.ts";
import { ProblemError, problem, warning } from "../problems/problem.ts";
import type { OpenedPlan } from "./open-plan.ts";
import { reportersFor, wantsColor } from "./reporters.ts";
import type { World } from "./world.ts";

/** Shows a saved plan on the screen of plans, and until when it may be applied. RB7101 when it makes no sense. */
export async function showPlan(
  world: World,
  { plan, isOurs }: OpenedPlan,
  { name, format }: { readonly name: string; readonly format: "text" | "json" },
): Promise<void> {
  const reporters = await reportersFor(world, { format, diffs: true, linesOnly: true });
  try {
    for (const event of planEvents(plan.facts, plan.made)) for (const listener of reporters.listeners) listener(event);
    reporters.conclude([]);
  } catch (cause) {
    if (isOurs || cause instanceof ProblemError) throw cause;
    throw problem("RB7101", `${name} cannot be shown: it makes no sense`, { cause });
  }
  if (format === "text") {
    const { planLine } = await import("../report/plan-line.ts");
    world.output.write(`\n${planLine(plan)}\n`);
  }
  if (!isOurs) {
    const { problemText } = await import("../report/problem-view.ts");
    const told = warning("RB7102", `${name} was not made with this state folder, or was changed since`, {
      hint: "It cannot be applied from here.",
    });
    world.errors.write(problemText([told], { columns: world.errors.columns, color: wantsColor(world) }));
  }
}
