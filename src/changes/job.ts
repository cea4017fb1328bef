import { posix } from "node:path";
import { type ValueMap, valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { ChangeFrame, ChangeReply } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { jobLibrary } from "./host-library.ts";

/** Milliseconds within which a job begins. */
export const startTime = 60_000;

const noStart =
  "Nothing was started. A job has a folder of its own in ~/.runbook/jobs of the user we run as: can it write there?";

/** The call that starts a job for at most so many seconds; `rest`: words for `rb_job_start`. The payload is the program that watches over it. */
export function startJob(
  seconds: number,
  number: number,
  rest: string,
): { readonly call: string; readonly payload: Uint8Array } {
  const payload = Buffer.from(jobLibrary());
  const lay = `mkdir -p -- "$HOME/.runbook/jobs"&&mkdir -- "$rb_job"||{ rb_drain ${payload.length};(exit 74);}`;
  const receive = `rb_receive "$rb_job/job" ${payload.length}||{ rm -rf -- "$rb_job";(exit 74);}`;
  const steps = [`{ ${lay};}`, `{ ${receive};}`, '. "$rb_job/job"', `rb_job_start ${seconds} ${rest}`];
  return {
    call: `rb_job=$HOME/.runbook/jobs/$rb_tag.${number};${steps.join("&&")}`,
    payload,
  };
}

/** Whether the job of this number was begun, for a shell that has the trace library; `boot`: whether the host runs as it did then. */
export function traceJob(number: number, boot: "same" | "other"): ChangeFrame {
  return { script: `${jobLibrary()}rb_trace_job ${number} ${boot}`, deadline: startTime };
}

/** What a job's start adds to its task's result, as Ansible names it. RB5012 when nobody can tell whether it began. */
export function started(text: string, reply: ChangeReply): ValueMap {
  const folder = Buffer.from(reply.stdout).toString("utf8").trim();
  if (reply.status === 125 || (reply.status === 0 && folder === "")) {
    throw problem("RB5012", `cannot tell whether "${text}" was started`, {
      hint: "It may be running. Look at the host before starting it again.",
    });
  }
  if (reply.status !== 0) throw changeFailure(`start ${text}`, reply, noStart);
  return valueMap([
    ["started", 1],
    ["finished", 0],
    ["ansible_job_id", posix.basename(folder)],
    ["results_file", folder],
  ]);
}
