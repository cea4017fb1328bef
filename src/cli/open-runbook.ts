import { type Reading, readRunbook } from "../runbook/read-runbook.ts";
import { readSourceFile } from "../source/read-source-file.ts";
import { findRunbook } from "./find-runbook.ts";

/** Finds, reads and checks a runbook. RB2106, RB1xxx, RB2xxx. */
export async function openRunbook(name: string, directory: string): Promise<Reading> {
  const { path, folder, shown } = findRunbook(name, directory);
  return readRunbook(await readSourceFile(path, shown), folder);
}
