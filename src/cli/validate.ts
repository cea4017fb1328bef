import type { Command } from "commander";
import type { End } from "./end.ts";
import { withFormat } from "./flags.ts";
import { wantsColor } from "./reporters.ts";
import type { World } from "./world.ts";

/** `runbook validate FILE...`: every mistake of every file, without a connection. */
export function addValidate(program: Command, world: World, end: End): void {
  const command = program
    .command("validate")
    .argument("<files...>", "runbooks: paths, or names of those in runbooks/")
    .description("check runbooks: every mistake, with its place; no connection");
  withFormat(command).action((files: readonly string[], flags: { format: "text" | "json" }) =>
    validate(world, files, flags, end),
  );
}

async function validate(
  world: World,
  files: readonly string[],
  { format }: { format: "text" | "json" },
  end: End,
): Promise<void> {
  const { Collector } = await import("../problems/collector.ts");
  const { problemJson, problemText } = await import("../report/problem-view.ts");
  const { openRunbook } = await import("./open-runbook.ts");
  const collector = new Collector();
  const fine: string[] = [];
  for (const file of files) {
    const reading = await collector.attemptLater(() => openRunbook(file, world.directory));
    if (!reading) continue;
    collector.add(...reading.warnings);
    fine.push(reading.runbook.file.name);
  }
  const found = collector.all;
  if (format === "json") world.output.write(problemJson(found));
  else if (found.length > 0)
    world.errors.write(problemText(found, { columns: world.errors.columns, color: wantsColor(world) }));
  if (format === "text") for (const file of fine) world.output.write(`${file}: fine\n`);
  end(collector.hasErrors ? 5 : 0);
}
