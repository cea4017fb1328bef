import { valueMap } from "../../expression/value.ts";
import { defineModule } from "../../modules/contract/define-module.ts";
import { problem } from "../../problems/problem.ts";
import { duration, mapping, optional, text, withDefault } from "../../schema/kinds.ts";
import type { Configuration } from "../configuration.ts";
import { layoutOf } from "../layout.ts";
import { type Observation, observeProcess } from "../observe-process.ts";
import { installation } from "../parameters.ts";
import { authTypePlace, autoStartPlace, pipelinedOf } from "../pipelined.ts";
import { scanPipelinedLog } from "../pipelined-log.ts";
import { readConfigurationFor } from "../read-configuration.ts";
import { type RestartResult, restartFrom } from "../restart-result.ts";
import { missingInFile, technicalAccountOf, technicalAccountPlaces } from "../technical-account.ts";

const usual = { wait: 30_000, watch: 5_000 } as const;

/** Checks that Triggers work through Adobe I/O, as far as a host can tell. */
export default defineModule({
  name: "campaign_verify",
  summary: "Checks on a host that Triggers are set up through Adobe I/O: configuration, process, log.",
  notes: `Read only. The instance file shows the two ids and an encrypted secret, and the effective \`authType\` is the wanted one.
Where \`pipelined\` should run, or was restarted, it runs, in another process than before, and \`nlserver monitor -missing\` does not
list it. After a restart the log is watched for the errors of Adobe's articles KA-23014 and KA-17222; lines from before do not count.
That no trigger has arrived proves nothing: 15 to 90 minutes are normal.

\`\`\`yaml
- campaign_verify:
    instance: camp1
    client_id: "{{ client_id }}"
    technical_account_id: "{{ technical_account_id }}"
    restart: "{{ restart }}"
\`\`\``,
  parameters: {
    ...installation,
    client_id: text("The client id that the instance should have."),
    technical_account_id: text("The technical account id that the instance should have."),
    auth_type: withDefault(text("The effective `authType` of `<pipelined>`."), "imsJwtToken"),
    restart: optional(mapping("What `campaign_process` registered; left out or empty when nothing was restarted.")),
    wait: optional(duration("How long the process may take to appear; 30s unless given.")),
    watch: optional(duration("How long the log is watched after a restart; 5s unless given.")),
  },
  examples: [],
  readOnly: true,
  async decide({ instance, home, wait = usual.wait, watch = usual.watch, ...wanted }, host) {
    const layout = layoutOf(home, instance);
    const restart = restartFrom(wanted.restart ?? {});
    const observed = await observeProcess(host, {
      product: layout.product,
      instance,
      module: "pipelined",
      previousPid: restart.started ? restart.previousPid : undefined,
      wait: restart.started ? wait : 0,
      log: restart.started ? { mark: restart.mark, watch } : undefined,
    });
    const configuration = await readConfigurationFor(places, host, { instance, layout });
    const complaints = [
      ...complaintsAboutFile(configuration, { ...wanted, file: layout.instanceFile }),
      ...complaintsAboutProcess(observed, restart, { mask: `pipelined@${instance}`, configuration }),
      ...complaintsAboutLog(observed),
    ];
    if (complaints.length > 0) {
      const hint = complaints.find((one) => one.hint !== undefined)?.hint;
      throw problem("RB6005", complaints.map(({ message }) => message).join("; "), { hint });
    }
    const pid = observed.process?.pid ?? null;
    const result = valueMap([
      ["pid", pid],
      ["previous_pid", restart.previousPid ?? null],
    ]);
    return { changes: [], result, message: summary(instance, observed, restart) };
  },
});

const places = [...technicalAccountPlaces, authTypePlace, autoStartPlace("pipelined")];

interface Complaint {
  readonly message: string;
  readonly hint?: string;
}

interface Wanted {
  readonly client_id: string;
  readonly technical_account_id: string;
  readonly auth_type: string;
  readonly file: string;
}

function complaintsAboutFile(configuration: Configuration, wanted: Wanted): readonly Complaint[] {
  const account = { clientId: wanted.client_id, id: wanted.technical_account_id };
  const missing = missingInFile(technicalAccountOf(configuration), account);
  const { authType } = pipelinedOf(configuration);
  return [
    ...(missing === undefined ? [] : [{ message: `${wanted.file} does not show the credentials: ${missing}` }]),
    ...(authType === wanted.auth_type
      ? []
      : [{ message: `the effective authType of <pipelined> is "${authType}", not "${wanted.auth_type}"` }]),
  ];
}

interface Where {
  readonly mask: string;
  readonly configuration: Configuration;
}

function complaintsAboutProcess(
  seen: Observation,
  restart: RestartResult,
  { mask, configuration }: Where,
): readonly Complaint[] {
  const again = `Run "nlserver start ${mask}" on the host and read the module's log.`;
  const { process, missing } = seen;
  if (process === undefined) {
    const expected = restart.started || pipelinedOf(configuration).autoStart || missing.includes(mask);
    return expected ? [{ message: `${mask} does not run`, hint: again }] : [];
  }
  if (restart.started && process.pid === restart.previousPid) {
    return [{ message: `${mask} was restarted but still runs with pid ${process.pid}`, hint: again }];
  }
  return missing.includes(mask) ? [{ message: `nlserver monitor -missing lists ${mask}`, hint: again }] : [];
}

function complaintsAboutLog({ logText }: Observation): readonly Complaint[] {
  return scanPipelinedLog(logText).map(({ sign, meaning, line }) => ({
    message: `${sign}: ${meaning}`,
    hint: `The log says: ${line.trim()}`,
  }));
}

function summary(instance: string, { process, logText }: Observation, { started, previousPid }: RestartResult): string {
  if (process === undefined) return `${instance} is configured; pipelined is not meant to run on this host`;
  const runs = `${instance} is configured; pipelined runs with pid ${process.pid}`;
  if (!started) return runs;
  const before = previousPid === undefined ? "" : ` (before: ${previousPid})`;
  const log = logText === "" ? "but has logged nothing yet" : "and its log shows no error since";
  return `${runs}${before}, ${log}`;
}
