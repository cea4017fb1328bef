import { Readable } from "node:stream";
import type { World } from "../../src/cli/world.ts";

/** A world in this process: what was written, and a person who answers questions in turn; nobody without answers. */
export interface TestWorld {
  readonly world: World;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** A user at `folder`, which is home and working directory. */
export function testWorld(folder: string, args: readonly string[], answers: readonly string[] = []): TestWorld {
  const text = { stdout: "", stderr: "" };
  const out = (name: keyof typeof text) => ({
    write: (more: string) => {
      text[name] += more;
    },
    isTTY: false,
    columns: 80,
    rows: undefined,
  });
  const world: World = {
    args,
    environment: {},
    directory: folder,
    home: folder,
    user: "ann",
    userId: 1000,
    output: out("stdout"),
    errors: out("stderr"),
    input: { stream: Readable.from(answers.map((answer) => `${answer}\n`)), isTTY: answers.length > 0 },
    clock: { now: () => new Date(0), monotonic: () => performance.now() },
    random: (bytes) => new Uint8Array(bytes),
    exit: () => {
      throw new Error("exit");
    },
    onInterrupt: () => () => {},
    onOutputLost: () => () => {},
  };
  return { world, stdout: () => text.stdout, stderr: () => text.stderr };
}
