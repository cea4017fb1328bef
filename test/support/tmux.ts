import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether this machine has tmux. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

/** A terminal of 110 columns and 50 rows with one command in it, and a person who reads and types. */
export interface Terminal {
  /** All lines so far, those that have left the screen too. */
  text(): string;
  /** Types text literally, without Enter. */
  type(text: string): void;
  /** Presses keys by their tmux names: Enter, C-c. */
  press(...keys: readonly string[]): void;
  close(): void;
}

/** Runs a shell line in a terminal of its own; what stands on the screen at the end stays there. */
export function terminal(line: string, environment: Readonly<Record<string, string>>, folder: string): Terminal {
  const place = mkdtempSync(join(tmpdir(), "runbook-tmux-"));
  const tmux = (...args: readonly string[]) =>
    execFileSync("tmux", ["-u", "-S", join(place, "socket"), "-f", "/dev/null", ...args], {
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", TERM: "xterm-256color", ...environment },
      cwd: folder,
      encoding: "utf8",
    });
  tmux("new-session", "-d", "-x", "110", "-y", "50", "-s", "one", "/bin/sh", "-c", `trap : INT; ${line}; sleep 1000`);
  return {
    text: () => tmux("capture-pane", "-p", "-J", "-S", "-2000", "-t", "one"),
    type: (text) => void tmux("send-keys", "-t", "one", "-l", text),
    press: (...keys) => void tmux("send-keys", "-t", "one", ...keys),
    close() {
      tmux("kill-server");
      rmSync(place, { recursive: true, force: true });
    },
  };
}
