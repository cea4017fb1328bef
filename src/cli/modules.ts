import type { Command } from "commander";
import type { World } from "./world.ts";

/** `runbook modules [NAME]`. */
export function addModules(program: Command, world: World): void {
  program
    .command("modules")
    .argument("[name]", "a module")
    .description("list the modules, or show one: parameters, results, examples")
    .action((name: string | undefined) => (name === undefined ? list(world) : show(world, name)));
}

async function list(world: World): Promise<void> {
  const { allModules } = await import("../modules/contract/registry.ts");
  const modules = await Promise.all(allModules().map(async ({ load }) => (await load()).default));
  const width = Math.max(...modules.map(({ name }) => name.length)) + 2;
  for (const { name, summary } of modules) world.output.write(`${name.padEnd(width)}${summary}\n`);
}

async function show(world: World, name: string): Promise<void> {
  const { loadModule } = await import("../modules/contract/registry.ts");
  const { referenceText } = await import("../modules/contract/reference-text.ts");
  world.output.write(referenceText(await loadModule(name), world.output.columns));
}
