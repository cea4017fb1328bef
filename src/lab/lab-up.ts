import { type ChildProcess, fork } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ProblemError, problem } from "../problems/problem.ts";
import { claimLabFolder } from "./lab-folder.ts";
import { type LabState, liveLabState } from "./lab-state.ts";
import { planFleet } from "./plan-fleet.ts";
import type { Scenario } from "./scenarios.ts";

/** A lab to have in the background. */
export interface LabUpOptions {
  /** Absolute. */
  readonly folder: string;
  readonly count: number;
  readonly scenario: Scenario;
  /** The built `daemon.js`, when it is not beside this file. */
  readonly daemon?: string;
}

/** The running lab, and whether it ran before. */
export interface LabUp {
  readonly state: LabState;
  readonly already: boolean;
}

const startDeadline = 120_000;

/**
 * Has practice hosts running in the background; resolves when all accept logins, at once when they run already. RB8003 when
 * they cannot be started or others run in the folder.
 */
export async function labUp(options: LabUpOptions): Promise<LabUp> {
  planFleet(options.count, options.scenario);
  const running = await liveLabState(options.folder);
  if (running?.ready && running.count === options.count && running.scenario === options.scenario) {
    return { state: running, already: true };
  }
  if (running !== undefined) throw otherLab(options.folder, running);
  await claimLabFolder(options.folder, options.count, options.scenario);
  await startDaemon(options);
  const state = await liveLabState(options.folder);
  if (state === undefined) throw failed(options.folder, "they ended right away");
  return { state, already: false };
}

async function startDaemon({ folder, count, scenario, daemon }: LabUpOptions): Promise<void> {
  const log = await open(join(folder, "lab.log"), "a", 0o600);
  const program = daemon ?? fileURLToPath(new URL("./daemon.js", import.meta.url));
  try {
    const child = fork(program, [folder, String(count), scenario], {
      cwd: "/",
      detached: true,
      env: {},
      execArgv: [],
      stdio: ["ignore", log.fd, log.fd, "ipc"],
    });
    await ready(child, folder);
    child.unref();
  } finally {
    await log.close();
  }
}

function ready(child: ChildProcess, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => {
      child.kill("SIGKILL");
      reject(failed(folder, "they were not ready in time"));
    }, startDeadline);
    const settle = (error?: ProblemError) => {
      clearTimeout(tooLate);
      if (error === undefined) resolve();
      else reject(error);
    };
    child.on("message", (message) => settle(refusal(message)));
    child.on("error", (error) => settle(failed(folder, error.message)));
    child.on("exit", () => settle(failed(folder, "the process that keeps them ended")));
  });
}

/** What the daemon reports instead of being ready. */
function refusal(message: unknown): ProblemError | undefined {
  if (typeof message !== "object" || message === null || !("message" in message)) return undefined;
  const hint = "hint" in message && typeof message.hint === "string" ? message.hint : undefined;
  return problem("RB8003", String(message.message), { hint });
}

function failed(folder: string, why: string): ProblemError {
  return problem("RB8003", `the practice hosts could not be started: ${why}`, {
    hint: `${join(folder, "lab.log")} may say more`,
  });
}

function otherLab(folder: string, running: LabState): ProblemError {
  const what = running.ready ? "run already" : "are being started already";
  const sentence = `${running.count === 1 ? "1 practice host" : `${running.count} practice hosts`} (scenario ${running.scenario}) ${what} in ${folder}`;
  return problem("RB8003", sentence, {
    hint: `"runbook lab down --dir ${folder}" ends them; or choose another folder`,
  });
}
