import type { VaultFlags } from "./flags.ts";
import { secretFiles, vaultIn } from "./secret-files.ts";
import { secretVault } from "./secret-vault.ts";
import type { World } from "./world.ts";

/** `secret decrypt`: each file in place. Nothing is written unless all can be opened. */
export async function decrypt(world: World, names: readonly string[], flags: VaultFlags): Promise<void> {
  for (const { file, bytes } of await opened(world, names, flags)) await file.write(bytes);
}

/** `secret view`: what is in the files, one after the other. */
export async function view(world: World, names: readonly string[], flags: VaultFlags): Promise<void> {
  for (const { bytes } of await opened(world, names, flags)) world.output.write(bytes.toString("utf8"));
}

async function opened(world: World, names: readonly string[], flags: VaultFlags) {
  const vault = await secretVault(world, flags);
  const files = await secretFiles(world, names);
  return files.map((file) => ({ file, bytes: vault.openBytes(vaultIn(file), placeOf(file.shown)).bytes }));
}

/** For messages: the file by name, nothing of its text. */
function placeOf(name: string) {
  return { file: { name, text: "", masked: true as const }, start: 0, end: 0 };
}
