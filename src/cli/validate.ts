import type { Command } from "commander";
import type { Problem } from "../problems/problem.ts";
import { compileLater } from "./compile-later.ts";
import type { End } from "./end.ts";
import { type InventoryFlags, oneOf, type VariableFlags, withInventory, withVariables } from "./flags.ts";
import { wantsColor } from "./reporters.ts";
import type { World } from "./world.ts";

interface ValidateFlags extends InventoryFlags, VariableFlags {
  readonly tags?: string;
  readonly skipTags?: string;
  readonly format: "text" | "json" | "sarif" | "github";
}

const examples = `
Examples:
  runbook validate site.yaml                            against inventory.yaml, where there is one
  runbook validate site.yaml -i hosts.yaml -t deploy    also: which hosts lack a variable, whether a tag exists
  runbook validate runbooks/*.yaml --format sarif       for code scanning; github: for the lines of a pull request

A warning does not fail. One that is meant is silenced in the file, at the end of its line: # noqa: RB2202
For the whole file, anywhere in it: # noqa-file: RB2212`;

/** `runbook validate FILE...`: every mistake of every file, without a connection. */
export function addValidate(program: Command, world: World, end: End): void {
  const command = program
    .command("validate")
    .argument("<files...>", "runbooks: paths, or names of those in runbooks/")
    .description("check runbooks: every mistake, with its place; no connection");
  withVariables(withInventory(command))
    .option("-t, --tags <tags>", "check that these tags exist")
    .option("--skip-tags <tags>", "check that these tags exist")
    .option("--format <format>", "text, json, sarif or github", oneOf("text", "json", "sarif", "github"), "text")
    .addHelpText("after", examples)
    .action((files: readonly string[], flags: ValidateFlags) => validate(world, files, flags, end));
}

async function validate(world: World, files: readonly string[], flags: ValidateFlags, end: End): Promise<void> {
  compileLater();
  const { Collector } = await import("../problems/collector.ts");
  const { validationOf } = await import("./validation-of.ts");
  const { withoutRepeats } = await import("../validation/without-repeats.ts");
  const collector = new Collector();
  const check = await validationOf(world, flags, collector);
  const fine: string[] = [];
  for (const file of files) {
    const checked = await collector.attemptLater(() => check(file));
    if (!checked) continue;
    collector.addAll(checked.problems);
    if (!checked.problems.some(isError)) fine.push(checked.name);
  }
  await show(world, withoutRepeats(collector.all), { format: flags.format, fine });
  end(collector.hasErrors ? 5 : 0);
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}

async function show(
  world: World,
  found: readonly Problem[],
  { format, fine }: { readonly format: ValidateFlags["format"]; readonly fine: readonly string[] },
): Promise<void> {
  const { docsOfCode, docsUrlOfCode } = await import("./docs-of-code.ts");
  const docs = docsOfCode(world.directory);
  if (format === "sarif") {
    const { sarif } = await import("../report/sarif.ts");
    const { version } = await import("./version.ts");
    return world.output.write(sarif(found, { version: version(), helpUri: docsUrlOfCode }));
  }
  if (format === "github") {
    const { githubAnnotations } = await import("../report/github-annotations.ts");
    return world.output.write(githubAnnotations(found));
  }
  const { problemJson, problemText } = await import("../report/problem-view.ts");
  if (format === "json") return world.output.write(problemJson(found, docs));
  const look = { columns: world.errors.columns, color: wantsColor(world), docs };
  if (found.length > 0) world.errors.write(problemText(found, look));
  for (const file of fine) world.output.write(`${file}: fine\n`);
}
