import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { problem } from "../problems/problem.ts";
import { shellWords } from "../source/shell-words.ts";
import type { VaultFlags } from "./flags.ts";
import { secretFiles, vaultIn } from "./secret-files.ts";
import { secretVault } from "./secret-vault.ts";
import type { World } from "./world.ts";

/** `secret edit`: opens the plain text in the user's editor, and encrypts it again with the same password if it was changed. */
export async function edit(world: World, name: string, flags: VaultFlags): Promise<void> {
  const vault = await secretVault(world, flags);
  const [file] = await secretFiles(world, [name]);
  if (!file) return;
  const { bytes, by } = vault.openBytes(vaultIn(file));
  const changed = await edited(world, basename(name), bytes);
  if (changed.equals(bytes)) {
    world.output.write("nothing was changed\n");
    return;
  }
  await file.write(Buffer.from(vault.seal(changed, { id: by.id, salt: world.random(32) })));
}

/** The text as the editor leaves it. It stands in a folder that only the user can enter, in memory where there is such a place. */
async function edited(world: World, name: string, bytes: Buffer): Promise<Buffer> {
  const folder = await mkdtemp(join(world.environment.XDG_RUNTIME_DIR || tmpdir(), "runbook-secret-"));
  const path = join(folder, name);
  try {
    await writeFile(path, bytes, { mode: 0o600 });
    await runEditor(world, path);
    return await readFile(path);
  } finally {
    await blank(path);
    await rm(folder, { recursive: true, force: true });
  }
}

async function runEditor({ environment, directory }: World, path: string): Promise<void> {
  const line = environment.VISUAL || environment.EDITOR || "vi";
  const [program = "vi", ...args] = (shellWords(line, { comments: false }) ?? []).map(({ text }) => text);
  const child = spawn(program, [...args, path], { stdio: "inherit", cwd: directory });
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("close", (status) => resolve(status === 0 ? undefined : `it ended with status ${status}`));
  });
  if (failure === undefined) return;
  throw problem("RB3207", `the editor "${program}" failed: ${failure}`, { hint: "Nothing was written. Set EDITOR." });
}

/** Overwrites what the editor wrote, before it is removed. */
async function blank(path: string): Promise<void> {
  try {
    const { size } = await stat(path);
    await writeFile(path, Buffer.alloc(size));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
