import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { World } from "./world.ts";

/**
 * Asks on the terminal; `hidden` answers are not echoed. RB8002 when the terminal is closed instead of answering, RB8006 for Ctrl-C
 * or another signal that ends programs.
 */
export async function ask(world: World, question: string, { hidden = false } = {}): Promise<string> {
  world.errors.write(question);
  const echo = (chunk: unknown, _encoding: unknown, done: () => void) => {
    if (!hidden) world.errors.write(String(chunk));
    done();
  };
  const lines = createInterface({
    input: world.input.stream,
    output: new Writable({ write: echo }),
    terminal: world.input.isTTY,
  });
  let answered = false;
  let hearNoMore = () => {};
  try {
    return await new Promise<string>((answer, refuse) => {
      lines.once("line", (line) => {
        answered = true;
        answer(line);
      });
      lines.once("close", () => refuse(noAnswer("RB8002", "there was no answer")));
      const interrupted = () => refuse(noAnswer("RB8006", "interrupted at a question"));
      lines.once("SIGINT", interrupted);
      hearNoMore = world.onInterrupt(interrupted);
    });
  } finally {
    hearNoMore();
    lines.close();
    if (hidden || !answered) world.errors.write("\n");
  }
}

function noAnswer(code: "RB8002" | "RB8006", why: string): ProblemError {
  return problem(code, why, { hint: "Nothing further was started." });
}

/** A question for yes or no; only `yes` and `y` mean yes. */
export async function confirm(world: World, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(world, `${question} [y/N] `)).trim());
}
