import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The background process as users run it: built from the source into a temporary folder. */
export function builtDaemon(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "runbook-daemon-"));
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      rootDir: join(root, "src"),
      outDir: folder,
      typeRoots: [join(root, "node_modules/@types")],
    },
    files: [join(root, "src/lab/daemon.ts")],
    include: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const built = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(`tsc: ${built.stdout}${built.stderr}`);
  cpSync(join(root, "src/lab/host"), join(folder, "lab/host"), { recursive: true });
  return { path: join(folder, "lab/daemon.js"), remove: () => rmSync(folder, { recursive: true }) };
}
