import { link, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { problem } from "../problems/problem.ts";
import { replaceFile } from "../secrets/replace-file.ts";
import { processIdentity } from "./process-identity.ts";

/** What `lab.json` says about the process that keeps the hosts. */
export interface LabState {
  readonly pid: number;
  /** See `processIdentity`: a later process with the same id is another one. */
  readonly identity: string;
  /** When it was started, ISO 8601. */
  readonly since: string;
  readonly count: number;
  readonly scenario: string;
  /** False until all hosts accept logins. */
  readonly ready: boolean;
}

/** The state of a running lab; `undefined` when no process keeps the hosts of this folder. */
export async function liveLabState(folder: string): Promise<LabState | undefined> {
  const state = await writtenState(folder);
  if (state === undefined || (await processIdentity(state.pid)) !== state.identity) return undefined;
  return state;
}

/** Says in the folder that this process keeps its hosts; RB8003 when another one does. */
export async function takeLabState(folder: string, state: LabState): Promise<void> {
  const temporary = join(folder, `lab.json.${state.pid}`);
  await replaceFile(temporary, text(state), 0o600);
  try {
    for (let attempt = 0; ; attempt++) {
      const taken = await link(temporary, join(folder, "lab.json")).catch((error: unknown) => error);
      if (taken === undefined) return;
      if (attempt > 0 || (await liveLabState(folder)) !== undefined) {
        throw problem("RB8003", `practice hosts in ${folder} are being started already`, { cause: taken });
      }
      await rm(join(folder, "lab.json"), { force: true });
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Updates what `takeLabState` wrote. */
export async function updateLabState(folder: string, state: LabState): Promise<void> {
  await replaceFile(join(folder, "lab.json"), text(state), 0o600);
}

/** Whether the folder still says that the process with this state keeps its hosts. */
export async function holdsLabState(folder: string, state: LabState): Promise<boolean> {
  const written = await writtenState(folder);
  return written?.pid === state.pid && written.identity === state.identity;
}

/** Takes the process's state out of the folder, unless another process's is there by now. */
export async function dropLabState(folder: string, state: LabState): Promise<void> {
  if (await holdsLabState(folder, state)) await rm(join(folder, "lab.json"), { force: true });
}

function text(state: LabState): string {
  return `${JSON.stringify(state, undefined, 2)}\n`;
}

async function writtenState(folder: string): Promise<LabState | undefined> {
  const written = await readFile(join(folder, "lab.json"), "utf8").catch(() => undefined);
  if (written === undefined) return undefined;
  const value: unknown = parsed(written);
  return isLabState(value) ? value : undefined;
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

function isLabState(value: unknown): value is LabState {
  if (typeof value !== "object" || value === null) return false;
  if (!("pid" in value && "identity" in value && "since" in value)) return false;
  if (!("count" in value && "scenario" in value && "ready" in value)) return false;
  if (!Number.isSafeInteger(value.pid) || typeof value.pid !== "number" || value.pid < 2) return false;
  if (typeof value.identity !== "string" || typeof value.since !== "string") return false;
  return typeof value.count === "number" && typeof value.scenario === "string" && typeof value.ready === "boolean";
}
