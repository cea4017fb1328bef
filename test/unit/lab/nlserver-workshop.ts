import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { campaignFiles } from "../../../src/lab/campaign-files.ts";
import type { PracticeHost } from "../../../src/lab/practice-host.ts";

/** Shells of this machine that can run the scripts, each as the beginning of a command line; busybox with its own tools only. */
export const shells: readonly (readonly string[])[] = [["dash"], ["bash", "--posix"], ["busybox", "sh"]].filter(
  ([program = ""]) => spawnSync("/bin/sh", ["-c", 'command -v "$1"', "sh", program]).status === 0,
);

/** A folder with the machine's usual tools, or with busybox's. */
function tools(shell: readonly string[], folder: string): string {
  if (shell[0] !== "busybox") return "/usr/bin:/bin";
  mkdirSync(folder);
  spawnSync("busybox", ["--install", "-s", folder]);
  return folder;
}

/** What a command said. */
export interface Said {
  readonly status: number | null;
  readonly output: string;
}

/** A neolane home in a temporary folder, with the practice nlserver in it. */
export class Workshop {
  readonly home = mkdtempSync(join(tmpdir(), "runbook-nlserver-"));
  readonly #shell: readonly string[];
  #environment: Readonly<Record<string, string>>;

  constructor(host: Partial<PracticeHost> = {}, shell: readonly string[] = ["/bin/sh"]) {
    this.#environment = { PATH: tools(shell, join(this.home, "tools")) };
    this.#shell = shell[0] === "busybox" ? [join(this.home, "tools/sh")] : shell;
    for (const file of campaignFiles({ ...ordinary, ...host })) {
      this.write(file.path, file.content);
      chmodSync(join(this.home, file.path), file.mode);
    }
  }

  /** Runs `nlserver ...`. */
  nlserver(...args: readonly string[]): Said {
    const [program = "", ...first] = [...this.#shell, join(this.home, "nl6/bin/nlserver"), ...args];
    const env = this.#environment;
    const done = spawnSync(program, first, { encoding: "utf8", env });
    return { status: done.status, output: done.stdout + done.stderr };
  }

  /** From now on with this environment. */
  with(environment: Readonly<Record<string, string>>): this {
    this.#environment = environment;
    return this;
  }

  list(path: string): readonly string[] {
    return readdirSync(join(this.home, path)).sort();
  }

  mode(path: string): number {
    return statSync(join(this.home, path)).mode & 0o7777;
  }

  read(path: string): Buffer {
    return readFileSync(join(this.home, path));
  }

  text(path: string): string {
    return this.read(path).toString("latin1");
  }

  write(path: string, content: string | Uint8Array): void {
    const target = join(this.home, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }

  remove(): void {
    rmSync(this.home, { recursive: true });
  }
}

const ordinary: PracticeHost = {
  name: "acme-prod-1",
  instance: "acme_prod",
  release: "7.4.1 build 9383@5c1f0be of 06/18/2024",
  shape: "commented",
  pipelinedRuns: true,
  pipelinedKnown: true,
};

/** A private key as `private.key` has it, in base64; made once. */
export const keyField = Buffer.from(
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey,
).toString("base64");
