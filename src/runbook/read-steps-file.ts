import { problem } from "../problems/problem.ts";
import { isVault } from "../secrets/vault/is-vault.ts";
import type { Span } from "../source/span.ts";
import type { IncludedFile, IncludedFiles } from "./included-files.ts";

/** A file of tasks or plays, read as `IncludedFiles` reads it. RB3206: what is done on hosts is no secret; values in it may be. */
export async function readStepsFile(
  name: string,
  { files, from, at }: { readonly files: IncludedFiles; readonly from: string | readonly string[]; readonly at: Span },
): Promise<IncludedFile> {
  const found = await files.read(name, { from, at });
  if (!found.file.vaulted && !isVault(found.file.text)) return found;
  throw problem("RB3206", `"${name}" is vaulted as a whole`, {
    at,
    hint: "Decrypt it (runbook secret decrypt), and vault the secret values or a file of variables instead.",
  });
}
