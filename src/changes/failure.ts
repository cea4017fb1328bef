import { type ProblemError, problem } from "../problems/problem.ts";
import type { ChangeReply } from "./change-kind.ts";

const untouched = "The old file is untouched. Check permissions, read-only file systems and immutable flags.";

/** The problem behind a failed call of the host library, for the change `what` ("write /etc/motd"); `otherwise`: a hint where no status has its own. */
export function changeFailure(what: string, { status, stderr }: ChangeReply, otherwise = untouched): ProblemError {
  const said = lastLine(stderr);
  const because = said === "" ? "" : `: ${said}`;
  if (/No space left on device|Disk quota exceeded/.test(stderr)) {
    return problem("RB5004", `cannot ${what}${because}`, {
      hint: "The old file is untouched and nothing was left behind. Free some space (or inodes: df -i) and apply again.",
    });
  }
  switch (status) {
    case 72:
      return problem("RB5006", `stopped in the middle: ${what}${because}`, {
        hint: "Part of it is done. Look at the path before going on.",
      });
    case 73:
      return problem("RB5002", `did not ${what}, since what is there cannot be backed up${because}`, {
        hint: "Backups are kept in ~/.runbook/backups of the user we run as: can it write there?",
      });
    case 75:
      return problem("RB5003", `did not ${what}: someone changed it since it was read`, {
        hint: "Their version is in place. Run plan again to see what is left to do.",
      });
    case 78:
      return problem("RB5003", `did not ${what}: something is there now that was not there before`, {
        hint: "Look at it, then run plan again.",
      });
    case 77:
      return problem("RB5006", `cannot set owner or mode to ${what}${because}`, {
        hint: "The old file is untouched. Does the user we run as own it, or is become needed?",
      });
    case 79:
      return problem("RB5006", `could not verify: ${what}${because}`, {
        hint: "Look at the path before going on; the old content is in ~/.runbook/backups on the host.",
      });
    default:
      return problem("RB5002", `cannot ${what}${because}`, { hint: otherwise });
  }
}

/** The last line a host's tool said that is not empty, without the shell's own prefix. */
function lastLine(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return (lines.at(-1) ?? "").replace(/^(?:\S*sh: )?(?:\d+: |line \d+: )?/, "").trim();
}
