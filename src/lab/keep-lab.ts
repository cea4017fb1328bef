import { dropLabState, holdsLabState, type LabState, takeLabState, updateLabState } from "./lab-state.ts";
import { processIdentity } from "./process-identity.ts";
import type { Scenario } from "./scenarios.ts";
import { startPracticeHosts } from "./start-practice-hosts.ts";

/** What the keeping process is to keep. */
export interface LabKeeping {
  readonly folder: string;
  readonly count: number;
  readonly scenario: Scenario;
  /** The keeping process's own id. */
  readonly pid: number;
  readonly log: (line: string) => void;
}

/** A lab that is being kept. */
export interface KeptLab {
  /** Ends the hosts. */
  stop(): Promise<void>;
  /** Settles when the hosts have ended: stopped, or their folder is gone or another process's. */
  readonly over: Promise<void>;
}

const lookEvery = 2000;

/** Starts practice hosts and keeps them until told to stop, or until their folder no longer says that they are ours. */
export async function keepLab({ folder, count, scenario, pid, log }: LabKeeping): Promise<KeptLab> {
  const identity = (await processIdentity(pid)) ?? "unknown";
  const state: LabState = { pid, identity, since: new Date().toISOString(), count, scenario, ready: false };
  await takeLabState(folder, state);
  const fleet = await startPracticeHosts({ folder, count, scenario, log }).catch(async (error: unknown) => {
    await dropLabState(folder, state);
    throw error;
  });
  await updateLabState(folder, { ...state, ready: true });
  let end: (() => void) | undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const stop = async () => {
    clearInterval(watch);
    await fleet.stop();
    await dropLabState(folder, state);
    end?.();
  };
  const watch = setInterval(async () => {
    if (!(await holdsLabState(folder, state))) await stop();
  }, lookEvery);
  return { stop, over };
}
