import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../../", import.meta.url));

/** What the pages call the folder that a reader sits in. */
const shownFolder = "/home/you/runbook";

/** A folder that looks like the checkout to a reader, with `runbook` on the PATH; every command starts there. */
export class TutorialShell {
  readonly #folder = mkdtempSync(join(tmpdir(), "runbook-docs-"));
  readonly #bin = join(this.#folder, "bin");
  readonly #here = join(this.#folder, "here");
  #last = 0;

  constructor() {
    const main = join(top, "dist/main.js");
    if (!existsSync(main)) throw new Error("the program is not built: npm run build");
    for (const folder of [this.#bin, this.#here]) mkdirSync(folder);
    symlinkSync(join(top, "runbooks"), join(this.#here, "runbooks"));
    cpSync(join(top, "inventory.yaml"), join(this.#here, "inventory.yaml"));
    writeFileSync(join(this.#bin, "runbook"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, {
      mode: 0o755,
    });
  }

  /** Makes a file that the page shows. */
  write(name: string, text: string): void {
    const path = join(this.#here, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: name.includes("answers") ? 0o600 : 0o644 });
  }

  /** What a command prints, standard output and errors as on a screen; `$?` is the status of the one before. */
  run(command: string): string {
    const script = `(exit ${this.#last}); ${command}`;
    const { stdout, status, error } = spawnSync("sh", ["-c", `exec 2>&1; ${script}`], {
      cwd: this.#here,
      env: { PATH: `${this.#bin}:/usr/local/bin:/usr/bin:/bin`, HOME: this.#folder, LANG: "C.UTF-8" },
      encoding: "utf8",
      timeout: 60_000,
    });
    if (error) throw error;
    this.#last = status ?? 1;
    return stdout.replaceAll(this.#here, shownFolder).replaceAll(this.#folder, "/home/you");
  }

  /** Ends practice hosts that a page left running, and removes everything. */
  end(): void {
    if (existsSync(join(this.#here, "lab"))) this.run("runbook lab down --dir lab");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
