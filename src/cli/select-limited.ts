import { resolve } from "node:path";
import { expandLimit } from "../inventory/expand-limit.ts";
import type { Inventory } from "../inventory/model.ts";
import { selectHosts } from "../inventory/select-hosts.ts";
import { readSourceFile } from "../source/read-source-file.ts";

/** Names of the hosts that `-l` allows, `@FILE` read from the working directory; `undefined` without a limit. */
export async function selectLimited(
  inventory: Inventory,
  limit: string | undefined,
  directory: string,
): Promise<ReadonlySet<string> | undefined> {
  if (limit === undefined) return undefined;
  const pattern = await expandLimit(limit, async (path) => {
    return (await readSourceFile(resolve(directory, path), path)).text;
  });
  return new Set(selectHosts(inventory, pattern).map(({ name }) => name));
}
