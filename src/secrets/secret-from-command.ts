import { execFile } from "node:child_process";
import { problem } from "../problems/problem.ts";

const deadline = 30_000;
const mostOutput = 1024 * 1024;

/**
 * What a program prints, without the last line end. It is started without a shell and without input, and has
 * `milliseconds` to end. RB3105 when it fails; nothing that it printed is shown.
 */
export function secretFromCommand(command: readonly string[], milliseconds: number = deadline): Promise<string> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const options = { timeout: milliseconds, maxBuffer: mostOutput, killSignal: "SIGKILL" } as const;
    const child = execFile(program, args, options, (error, output) => {
      if (error) reject(failure(program, reasonOf(error, milliseconds)));
      else if (output.trim() === "") reject(failure(program, "it printed nothing"));
      else resolve(output.replace(/\r?\n$/, ""));
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end();
  });
}

function failure(program: string, reason: string) {
  const hint = "run the command in your shell to see what it says";
  return problem("RB3105", `the command "${program}" gave no secret: ${reason}`, { hint });
}

function reasonOf(
  error: { readonly code?: unknown; readonly killed?: boolean | undefined },
  milliseconds: number,
): string {
  if (error.code === "ENOENT") return "there is no such program";
  if (error.code === "EACCES") return "it may not be executed";
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "it printed too much";
  if (error.killed) return `it did not end within ${milliseconds / 1000} s`;
  return typeof error.code === "number" ? `it ended with status ${error.code}` : "it was killed";
}
