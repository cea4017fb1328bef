import { isJobId, nothingRan } from "../changes/job-id.ts";
import { valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { oneOf, text, withDefault } from "../schema/kinds.ts";
import { cleanUp } from "./async-status/clean-up.ts";
import { resultOfJob } from "./async-status/result-of-job.ts";
import { type Decision, defineModule } from "./contract/define-module.ts";

const hint = "A resume does not start the job again, and finds the same: begin another run.";
const ask = '[ -f "$HOME/.runbook/jobs/$1/job" ] || exit 44\nexec sh "$HOME/.runbook/jobs/$1/job"';

/** Asks how a job is doing. */
export default defineModule({
  name: "async_status",
  aliases: ["ansible.builtin.async_status"],
  summary: "Asks how a job is doing that a task with `async` and `poll: 0` has started.",
  notes: `
\`\`\`yaml
- name: Rebuild the index
  command: app-index rebuild
  async: 3600
  poll: 0
  register: index
- name: The index is there
  async_status:
    jid: "{{ index.ansible_job_id }}"
  register: rebuilt
  until: rebuilt is finished
  retries: 120
  delay: 30
\`\`\`

- As long as the job runs, \`finished\` is 0 and the task is ok. When it has ended, the result is that of its command: \`rc\`, \`stdout\`,
  \`stderr\`, \`stdout_lines\`, \`stderr_lines\`, \`start\`, \`end\` and \`delta\`; the task is "changed", or failed where the command failed.
  Ask with \`until: job is finished\`, \`retries\` and \`delay\`.
- A job belongs to the user who started it: ask with the same \`become\`, and with the same \`delegate_to\`.
- A job that its host ended at its limit (\`async\`) has failed; so has one that was cut off by a restart of the host, or whose
  processes were killed from outside: then there is no \`rc\`.
- Of long output the first and the last 256 KiB of each stream are kept in the result.
- \`mode: cleanup\` removes what the job keeps on its host. A job that still runs is not removed.
- Where \`creates\` or \`removes\` left nothing to run, the job's id is \`${nothingRan}\`, and it is finished.
- In a plan the answer is not known.`,
  discreet: true,
  parameters: {
    jid: text("The job: `ansible_job_id` of the task that started it."),
    mode: withDefault(oneOf(["status", "cleanup"], "`cleanup`: what the job keeps on its host goes away."), "status"),
  },
  examples: [],
  async decide({ jid, mode }, host) {
    if (jid === nothingRan) return { changes: [], result: valueMap([...common(jid), ["finished", 1], ["rc", 0]]) };
    if (!isJobId(jid)) return unknownJob(jid, "this is no id of a job");
    const told = await host.probe(ask, { args: [jid] });
    if (told.status === 44) {
      return unknownJob(
        jid,
        `there is none of this user on ${host.name}; is become that of its task, and was it not removed?`,
      );
    }
    const found = resultOfJob(told);
    if (found === undefined) throw problem("RB5002", `the job ${jid} does not tell how it is doing: ${told.stderr}`);
    const folder = `${(await host.user()).home}/.runbook/jobs/${jid}`;
    if (mode === "cleanup") return cleanUp(jid, folder, found);
    const result = valueMap([...common(jid), ["results_file", folder], ...Object.entries(found.result)]);
    const { failure, isOver } = found;
    return { changes: [], changed: isOver, result, ...(failure !== undefined && { failure, hint }) };
  },
});

function common(jid: string) {
  return [
    ["ansible_job_id", jid],
    ["started", 1],
    ["stdout", ""],
    ["stdout_lines", []],
    ["stderr", ""],
    ["stderr_lines", []],
  ] as const;
}

/** Who waits for it waits no longer. */
function unknownJob(jid: string, why: string): Decision {
  const failure = `could not find job: ${why}`;
  return {
    changes: [],
    changed: false,
    failure,
    result: valueMap([...common(jid), ["finished", 1], ["msg", failure]]),
  };
}
