import { valueMap } from "../../expression/value.ts";
import { type Decision, defineModule } from "../../modules/contract/define-module.ts";
import { problem } from "../../problems/problem.ts";
import { boolean, withDefault } from "../../schema/kinds.ts";
import { isApplied } from "../account-receipt.ts";
import { credentialsFrom, credentialsParameter } from "../credential-parameters.ts";
import { layoutOf } from "../layout.ts";
import { installation } from "../parameters.ts";
import { instanceReads, readConfigurationFor } from "../read-configuration.ts";
import { readReceiptStore } from "../receipt-store.ts";
import { type TechnicalAccount, technicalAccountOf, technicalAccountPlaces } from "../technical-account.ts";
import { technicalAccountCommand } from "../technical-account-command.ts";

/** Makes sure an instance signs in to Adobe with these credentials. */
export default defineModule({
  name: "campaign_technical_account",
  summary:
    "Makes sure that an instance signs in to Adobe with these credentials (`nlserver config -setimsoauth`, `-setimsjwtauth`).",
  notes: `nlserver stores secrets encrypted, differently each time, so the file alone cannot tell whether they are these. The receipt that
\`campaign_receipt\` keeps can: where it fits the credentials and the \`<ims>\` element of today, nothing is done. A different
client id is left alone unless \`allow_replace\` is set: one technical account serves every integration of an instance.

nlserver takes the secret as an argument and in no other way. The rest of the way it travels on standard input, so it stands in
the process list under nlserver alone, for as long as that runs. What nlserver prints and returns is not documented; let
\`campaign_stored_account\` look at what it did.

\`\`\`yaml
- campaign_technical_account:
    instance: camp1
    credentials: "{{ credentials }}"
  notify: Restart pipelined
\`\`\``,
  parameters: {
    ...installation,
    credentials: credentialsParameter,
    allow_replace: withDefault(boolean("Replace the technical account of another client id."), false),
  },
  examples: [],
  reads: instanceReads,
  async decide({ instance, home, credentials: given, allow_replace }, host, project): Promise<Decision> {
    const layout = layoutOf(home, instance);
    const credentials = await credentialsFrom(given, project);
    const configuration = await readConfigurationFor(technicalAccountPlaces, host, { instance, layout });
    const account = technicalAccountOf(configuration);
    const { clientId } = credentials.fields;
    const result = valueMap([["previous_client_id", account.clientId.value]]);
    if (isApplied(credentials, account, await readReceiptStore(host, instance), layout)) {
      return { changes: [], result, message: `${instance} has these credentials already (client id ${clientId})` };
    }
    if (!allow_replace) refuseToReplace(account, clientId, layout.instanceFile);
    return { changes: [technicalAccountCommand(instance, layout, credentials)], result };
  },
});

function refuseToReplace({ clientId }: TechnicalAccount, wanted: string, file: string): void {
  if (clientId.value === "" || clientId.value === wanted) return;
  throw problem("RB6004", `${file} has the client id ${clientId.value}, not ${wanted}`, {
    hint: "Add the Analytics API to the project of that client id and use its credential; other integrations may depend on it. allow_replace=true replaces it.",
  });
}
