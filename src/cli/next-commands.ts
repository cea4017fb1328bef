import type { Runbook } from "../runbook/model.ts";
import { flagWords } from "./flag-words.ts";
import type { RunFlags } from "./flags.ts";
import { typedLine } from "./typed-line.ts";

/** How a walk ended, as far as the next commands depend on it. */
export interface Ended {
  readonly mode: "plan" | "apply";
  readonly run: string;
  readonly pending: boolean;
  readonly exitCode: number;
  readonly flags: RunFlags;
  readonly prepared: { readonly file: string; readonly runbook: Pick<Runbook, "undoes"> };
  /** The file that the plan is saved in. */
  readonly out?: string | undefined;
  /** The plan that was made true; where it was refused, nothing is left to go on with. */
  readonly plan?: unknown;
}

/** The commands to go on with, exactly as they can be typed: apply after a plan; after trouble, the record and a new plan. */
export function nextCommands({ mode, run, pending, exitCode, flags, prepared, out, plan }: Ended): readonly string[] {
  const again = (command: string) => typedLine([command, prepared.file, ...flagWords(flags)]);
  const look = exitCode === 0 ? [] : [`runbook show ${run}`];
  const { undoes } = prepared.runbook;
  if (undoes !== undefined && mode === "plan") return [...look, ...(pending ? [`runbook rollback ${undoes}`] : [])];
  if (undoes !== undefined) return exitCode === 0 ? look : [...look, `runbook resume ${run}`];
  if (mode === "plan" && out !== undefined) return [...look, ...(pending ? [typedLine(["apply", out])] : [])];
  if (mode === "plan") return [...look, ...(exitCode === 0 && pending ? [again("apply")] : [])];
  if (exitCode === 0) return look;
  const isRefused = plan !== undefined && (exitCode & 1) === 1;
  const goOn = isRefused ? [] : [`runbook resume ${run}`];
  return [...look, ...goOn, ...(pending ? [`runbook rollback ${run}`] : []), again("plan")];
}
