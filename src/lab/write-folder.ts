import { randomBytes } from "node:crypto";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LabFile } from "./lab-file.ts";

/** Makes a folder with these files and folders in it, complete or not at all; it must not exist yet. */
export async function writeFolder(
  path: string,
  files: readonly LabFile[],
  folders: readonly string[] = [],
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(temporary, { recursive: true });
    for (const folder of folders) await mkdir(join(temporary, folder), { recursive: true });
    for (const file of files) {
      const target = join(temporary, file.path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, file.content);
      await chmod(target, file.mode);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
