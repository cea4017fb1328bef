import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";

/** Puts new bytes in the place of a file: a reader finds the old ones or the new ones, and nobody else can read them meanwhile. */
export async function replaceFile(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
