import type { Command } from "commander";
import type { End } from "./end.ts";
import { collect, withFormat, withInventory, withLogin, withVariables } from "./flags.ts";
import type { AdHocFlags } from "./run-ad-hoc.ts";
import { typedLine } from "./typed-line.ts";
import type { World } from "./world.ts";

interface FactsFlags extends AdHocFlags {
  readonly gatherSubset?: readonly string[];
  readonly filter?: readonly string[];
}

const examples = `
What the module setup finds out (runbook modules setup tells what each fact is). Hosts with the same facts share them. No
record is kept.

Examples:
  runbook facts web -i hosts.yaml                               every fact of every host of a group
  runbook facts all --filter 'distribution*' --filter kernel    only some
  runbook facts all --gather-subset tools                       which shells and tools there are
  runbook facts all --format json | jq -r 'select(.result) | [.host, .result.ansible_facts.kernel] | @tsv'`;

/** `runbook facts PATTERN`: what hosts are. */
export function addFacts(program: Command, world: World, end: End): void {
  const command = program
    .command("facts")
    .argument("<pattern>", "hosts or groups")
    .description("tell what hosts are: system, distribution, hardware, user, tools");
  withLogin(withFormat(withVariables(withInventory(command))))
    .option("--gather-subset <name>", "only this subset; !name: not this one; may be given several times", collect)
    .option("--filter <pattern>", "only facts with such a name; may be given several times", collect)
    .addHelpText("after", examples)
    .action((pattern: string, flags: FactsFlags) => facts(world, pattern, flags, end));
}

/** Mistakes in the flags are the command line's, and not every host's: they are found first. */
async function facts(world: World, pattern: string, flags: FactsFlags, end: End): Promise<void> {
  const { runAdHoc } = await import("./run-ad-hoc.ts");
  const { factsBlock } = await import("../report/facts-block.ts");
  const module = (await import("../modules/setup.ts")).default;
  const { checkFilter } = await import("../modules/setup/check-filter.ts");
  const words = (flags.gatherSubset ?? []).flatMap((text) => text.split(","));
  const subset = module.parameters.gather_subset.parse(words, { name: "--gather-subset", at: undefined });
  const filter = flags.filter ?? [];
  checkFilter(filter, "RB8001");
  const task = {
    typed: typedLine(["facts", pattern]),
    name: "facts",
    hosts: pattern,
    module,
    parameters: { gather_subset: subset ?? [], filter },
  };
  end(await runAdHoc(world, task, flags, factsBlock));
}
