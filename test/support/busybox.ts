import { spawnSync } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";

const found = spawnSync("sh", ["-c", "command -v busybox && busybox --list"], { encoding: "utf8" }).stdout;
const [program = "", ...tools] = found.split("\n").filter(Boolean);

/** Why there are no tools of busybox to try; `undefined` where there are. */
export const whyNoBusybox = program === "" ? "needs busybox" : undefined;

/** A new folder below `folder` for the beginning of PATH: busybox under the name of each of its tools, `sh` among them. */
export async function busyboxFolder(folder: string): Promise<string> {
  const bin = join(folder, "busybox");
  await mkdir(bin);
  for (const tool of tools) await symlink(program, join(bin, tool));
  return bin;
}
