import { defineModule } from "../../modules/contract/define-module.ts";
import { problem } from "../../problems/problem.ts";
import { text } from "../../schema/kinds.ts";
import { layoutOf } from "../layout.ts";
import { installation } from "../parameters.ts";
import { instanceReads, readConfigurationFor } from "../read-configuration.ts";
import { settled } from "../settled.ts";
import { missingInFile, technicalAccountOf, technicalAccountPlaces } from "../technical-account.ts";

/** Looks at what nlserver made of credentials. */
export default defineModule({
  name: "campaign_stored_account",
  summary: "Checks that the instance file shows a technical account as nlserver stores it.",
  notes: `Read only. nlserver's answers are not documented, so the instance file is read again: it must show the client id, the technical
account id and an encrypted secret (it starts with \`@\`).

\`\`\`yaml
- campaign_stored_account:
    instance: camp1
    client_id: "{{ client_id }}"
    technical_account_id: "{{ technical_account_id }}"
\`\`\``,
  parameters: {
    ...installation,
    client_id: text("The client id that nlserver was given."),
    technical_account_id: text("The technical account id that nlserver was given."),
  },
  examples: [],
  readOnly: true,
  reads: instanceReads,
  async decide({ instance, home, client_id: clientId, technical_account_id: id }, host) {
    const layout = layoutOf(home, instance);
    const configuration = await readConfigurationFor(technicalAccountPlaces, host, { instance, layout });
    const missing = missingInFile(technicalAccountOf(configuration), { clientId, id });
    if (missing === undefined) return { changes: [] };
    await settled(host);
    throw problem("RB6005", `nlserver did not store the credentials in ${layout.instanceFile}: ${missing}`, {
      hint: `Look at what the step before printed, and at nlserver's own log in ${layout.product}/var/default/log.`,
    });
  },
});
