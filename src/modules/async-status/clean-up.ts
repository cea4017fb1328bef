import { valueMap } from "../../expression/value.ts";
import { problem } from "../../problems/problem.ts";
import type { Decision } from "../contract/define-module.ts";
import type { JobFound } from "./result-of-job.ts";

const deadline = 60_000;

/** What an ended job keeps on its host goes away; nobody calls that a change. RB5009 for one that runs. */
export function cleanUp(jid: string, folder: string, { isOver }: JobFound): Decision {
  if (!isOver) {
    throw problem("RB5009", `the job ${jid} still runs: what it keeps cannot be removed`, {
      hint: "Wait for its end with async_status and until.",
    });
  }
  const script = 'rm -rf -- "$HOME/.runbook/jobs/$1"';
  return {
    changes: [
      {
        kind: "run-command",
        run: { script, args: [jid] },
        shown: `remove what the job ${jid} keeps`,
        secrets: {},
        environment: {},
        writes: [],
        deadline,
      },
    ],
    changed: false,
    result: valueMap([
      ["ansible_job_id", jid],
      ["erased", folder],
      ["started", 0],
      ["finished", 0],
    ]),
  };
}
