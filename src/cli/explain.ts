import type { Command } from "commander";
import type { End } from "./end.ts";
import type { ExplainFlags } from "./explain-flags.ts";
import { withFormat, withSources, withVariables } from "./flags.ts";
import type { World } from "./world.ts";

const examples = `
Everything that gives the variable a value, lowest rank first; the last one counts, the others are struck out. Values are shown as
they are written, passwords and the like never.

Examples:
  runbook explain ansible_user --host web1 -i hosts.yaml                     inventory, group_vars/ and host_vars/
  runbook explain port --host web1 -i hosts.yaml --runbook site.yaml -e port=1   also what the runbook and -e say`;

/** `runbook explain VARIABLE --host HOST`: where a value comes from, and what it overrides. */
export function addExplain(program: Command, world: World, end: End): void {
  const command = program
    .command("explain")
    .argument("<variable>", "a variable's name")
    .description("tell where a host's variable comes from: every definition, and which one counts")
    .requiredOption("--host <name>", "a host of the inventory");
  withFormat(withVariables(withSources(command)))
    .option(
      "--runbook <file>",
      "also its inputs, variables of its plays and tasks, and group_vars/ and host_vars/ beside it",
    )
    .addHelpText("after", examples)
    .action((variable: string, flags: ExplainFlags) => explain(world, variable, flags, end));
}

async function explain(world: World, variable: string, flags: ExplainFlags, end: End): Promise<void> {
  const { explanationOf } = await import("./explanation-of.ts");
  const explanation = await explanationOf(world, variable, flags);
  if (flags.format === "json") {
    const { jsonLine } = await import("../report/json-line.ts");
    world.output.write(jsonLine({ type: "explained", ...explanation }));
  } else {
    const { explanationText } = await import("../report/explanation.ts");
    const { wantsColor } = await import("./reporters.ts");
    world.output.write(explanationText(explanation, wantsColor(world)));
  }
  end(0);
}
