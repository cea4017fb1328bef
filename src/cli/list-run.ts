import { hostsOfPlay } from "../engine/hosts-of-play.ts";
import type { RunContext } from "../engine/run-context.ts";
import { selectSteps, tagsOf } from "../engine/select-steps.ts";
import { isImplied } from "../runbook/is-implied.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Leaf, Step } from "../runbook/model.ts";
import type { RunFlags } from "./flags.ts";

/** What `--list-hosts`, `--list-tasks`, `--list-tags` and `--syntax-check` print; `undefined` when none was given. */
export function listing(flags: RunFlags, context: RunContext): string | undefined {
  const parts: string[] = [];
  const plays = selectSteps(context.runbook, context.settings);
  if (flags.listHosts) {
    parts.push(...plays.map(({ play }) => block(play.name, hostsOfPlay(play, context))));
  }
  if (flags.listTasks) {
    parts.push(
      ...plays.map(({ play, steps }) =>
        block(
          play.name,
          listed(steps).map(({ name, tags }) => (tags.length > 0 ? `${name}  [${tags.join(", ")}]` : name)),
        ),
      ),
    );
  }
  if (flags.listTags) parts.push(block("tags", tagsOf(context.runbook)));
  if (flags.syntaxCheck) parts.push(`${context.runbook.file.name}: fine\n`);
  return parts.length > 0 ? parts.join("") : undefined;
}

/** Steps as somebody wrote them. */
function listed(steps: readonly Step[]): readonly Leaf[] {
  return leavesOf(steps).filter((step) => step.kind !== "settle" && !isImplied(step));
}

function block(title: string, lines: readonly string[]): string {
  return `${title} (${lines.length})\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
