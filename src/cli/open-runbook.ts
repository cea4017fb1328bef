import { problem } from "../problems/problem.ts";
import { withoutSilenced } from "../problems/silenced.ts";
import { type Inspection, inspectRunbook, type Reading, readRunbook } from "../runbook/read-runbook.ts";
import { isVault } from "../secrets/vault/is-vault.ts";
import { readSourceFile } from "../source/read-source-file.ts";
import type { Opener, SourceFile } from "../source/span.ts";
import { findRunbook } from "./find-runbook.ts";

/** What a runbook is read with: who opens what is vaulted, and other folders of roles. */
export interface ReadWith {
  readonly vault?: Opener | undefined;
  readonly rolesPath?: readonly string[] | undefined;
}

/** Finds, reads and checks a runbook. RB2106, RB1xxx, RB2xxx. */
export async function openRunbook(name: string, directory: string, { vault, ...around }: ReadWith): Promise<Reading> {
  const { path, folder, shown } = findRunbook(name, directory);
  const { runbook, warnings } = await readRunbook(await readRunbookFile(path, shown, vault), folder, around);
  return { runbook, warnings: withoutSilenced(warnings) };
}

/** Finds a runbook and reads what can be read of it. RB2106, RB1xxx, RB2101. */
export async function lookAtRunbook(
  name: string,
  directory: string,
  { vault, ...around }: ReadWith,
): Promise<Inspection> {
  const { path, folder, shown } = findRunbook(name, directory);
  return inspectRunbook(await readRunbookFile(path, shown, vault), folder, around);
}

/** RB3206: what is done on hosts is no secret; values in a runbook may be. */
async function readRunbookFile(path: string, shown: string, vault: Opener | undefined): Promise<SourceFile> {
  const file = await readSourceFile(path, shown);
  if (isVault(file.text)) {
    throw problem("RB3206", `"${shown}" is vaulted as a whole`, {
      hint: "Decrypt it (runbook secret decrypt), and vault the secret values or a file of variables instead.",
    });
  }
  return { ...file, ...(vault && { opener: vault }) };
}
