/**
 * A worker as `main.ts` starts it, with hosts that do harm when a test says so: the arguments are a folder, and settings of ssh2 as JSON.
 * A file of the host's name there says what the next bytes of that host do: loop, grow, throw or crash.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createSsh2Transport } from "../../src/transport/ssh2-transport.ts";
import type { LoginOptions } from "../../src/transport/transport-for.ts";
import { noteDescriptor, noteWriter } from "../../src/transport/worker-note.ts";
import { serveTransport } from "../../src/transport/worker-server.ts";

const [folder = "", settings = "{}"] = process.argv.slice(2);
process.on("disconnect", () => process.exit(0));
process.on("uncaughtException", (error) =>
  process.send?.({ type: "broken", text: String(error) }, undefined, {}, () => process.exit(1)),
);
serveTransport(
  {
    send: (message) => void process.send?.(message, undefined, {}, () => {}),
    onMessage: (listener) => void process.on("message", listener),
    note: noteWriter(noteDescriptor),
    memory: () => process.memoryUsage.rss(),
  },
  (options) => createSsh2Transport({ ...options, ...JSON.parse(settings), hears: harmful(options) }),
);

function harmful({ hears }: LoginOptions): NonNullable<LoginOptions["hears"]> {
  return (target) => {
    const note = hears?.(target) ?? (() => {});
    return () => {
      note();
      doHarm(join(folder, target.name));
    };
  };
}

function doHarm(path: string): void {
  const kept: Buffer[] = [];
  switch (orderIn(path)) {
    case "loop":
      for (;;) Math.random();
    case "grow":
      for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, kept.length + 1));
    case "throw":
      throw new Error("a mistake of the parser");
    case "crash":
      process.kill(process.pid, "SIGSEGV");
  }
}

function orderIn(path: string): string {
  try {
    const order = readFileSync(path, "utf8");
    rmSync(path);
    return order;
  } catch {
    return "";
  }
}
