import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { Ssh2Options } from "../../src/transport/ssh2-transport.ts";
import type { WorkerProgram } from "../../src/transport/worker-process.ts";

/** A worker made of the source as it is now, whose hosts do harm on demand. */
export interface TestWorker {
  readonly program: WorkerProgram;
  /** The next bytes of a host make the worker loop, take memory without end, throw, or die of a signal. */
  orders(host: string, harm: "loop" | "grow" | "throw" | "crash"): void;
  remove(): void;
}

/** Builds it, where the packages are found. */
export async function buildTestWorker(settings: Ssh2Options = { deadlines: { grace: 300 } }): Promise<TestWorker> {
  const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "runbook-worker-"));
  const file = join(folder, "worker.mjs");
  const bundle = await rolldown({
    input: fileURLToPath(new URL("./worker-entry.ts", import.meta.url)),
    platform: "node",
    external: [/^node:/, "ssh2", /^zx/],
  });
  await bundle.write({ file, format: "esm", codeSplitting: false });
  return {
    program: { file, args: [folder, JSON.stringify(settings)] },
    orders: (host, harm) => writeFileSync(join(folder, host), harm),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The worker that a process has started; `undefined` when there is none. */
export function workerOf(pid: number): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return children.map(Number).find((child) => /worker/.test(commandLine(child)));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
