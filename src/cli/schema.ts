import type { Command } from "commander";
import type { World } from "./world.ts";

const examples = `
Examples:
  runbook schema > runbook.schema.json
  # yaml-language-server: $schema=runbook.schema.json     as the first line of a runbook, for editors with YAML support`;

/** `runbook schema`: the JSON Schema of runbook files. */
export function addSchema(program: Command, world: World): void {
  program
    .command("schema")
    .description("print the JSON Schema of runbooks, for editors")
    .addHelpText("after", examples)
    .action(() => schema(world));
}

async function schema(world: World): Promise<void> {
  const { allModules } = await import("../modules/contract/registry.ts");
  const { runbookSchema } = await import("../schema/runbook-schema.ts");
  const modules = await Promise.all(allModules().map(async ({ load }) => (await load()).default));
  world.output.write(`${JSON.stringify(runbookSchema(modules), null, 2)}\n`);
}
