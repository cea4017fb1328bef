import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { problem } from "../problems/problem.ts";
import type { LabState } from "./lab-state.ts";
import { labStatus } from "./lab-status.ts";
import { processIdentity } from "./process-identity.ts";
import { signalProcess } from "./signal-process.ts";

const patience = 10_000;

/**
 * Ends the practice hosts of a folder and waits until their process is gone; `remove` then removes the folder. Tells whether
 * they ran. RB8004 when the folder is no lab's.
 */
export async function labDown(
  folder: string,
  { remove = false }: { readonly remove?: boolean } = {},
): Promise<"stopped" | "was down"> {
  const status = await labStatus(folder);
  if (status.kind === "absent") {
    throw problem("RB8004", `there are no practice hosts in ${folder}`, { hint: '"runbook lab up" makes some' });
  }
  if (status.kind === "up") await end(status.state);
  if (remove) await rm(folder, { recursive: true, force: true });
  return status.kind === "up" ? "stopped" : "was down";
}

async function end(state: LabState): Promise<void> {
  for (const signal of ["TERM", "KILL"]) {
    if (!(await runs(state))) return;
    await signalProcess(state.pid, signal);
    for (let waited = 0; waited < patience && (await runs(state)); waited += 20) await wait(20);
  }
  if (await runs(state)) throw problem("RB8004", `the process ${state.pid} of the practice hosts does not end`);
}

/** Whether it is still that process, not a later one with its id. */
async function runs(state: LabState): Promise<boolean> {
  return (await processIdentity(state.pid)) === state.identity;
}
