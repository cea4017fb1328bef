import { type Decision, defineModule } from "../../modules/contract/define-module.ts";
import { problem } from "../../problems/problem.ts";
import { isApplied, receiptForToday } from "../account-receipt.ts";
import { credentialsFrom, credentialsParameter } from "../credential-parameters.ts";
import { layoutOf } from "../layout.ts";
import { installation } from "../parameters.ts";
import { instanceReads, readConfigurationFor } from "../read-configuration.ts";
import { changesToKeep, keyLength, readReceiptStore } from "../receipt-store.ts";
import { settled } from "../settled.ts";
import { missingInFile, technicalAccountOf, technicalAccountPlaces } from "../technical-account.ts";

/** Remembers credentials that are in effect, without keeping them. */
export default defineModule({
  name: "campaign_receipt",
  summary: "Remembers credentials that are in effect, without keeping them.",
  notes: `Writes a receipt into the user's \`~/.runbook/receipts\` (0700): the HMAC-SHA256 of the credentials under a random key of 32
bytes that is kept beside it (0600), and the SHA-256 of the \`<ims>\` element as nlserver left it. A later run compares both; when
either differs, or there is no receipt, the credentials count as not applied. Let it follow the task that verifies them: what failed
there is then done again by the next run.

The instance file must show the client id, the technical account id and an encrypted secret; otherwise nothing is written.

\`\`\`yaml
- campaign_receipt:
    instance: camp1
    credentials: "{{ credentials }}"
\`\`\``,
  parameters: { ...installation, credentials: credentialsParameter },
  examples: [],
  reads: instanceReads,
  async decide({ instance, home, credentials: given }, host, project): Promise<Decision> {
    const layout = layoutOf(home, instance);
    const credentials = await credentialsFrom(given, project);
    const read = async () =>
      technicalAccountOf(await readConfigurationFor(technicalAccountPlaces, host, { instance, layout }));
    const store = await readReceiptStore(host, instance);
    if (isApplied(credentials, await read(), store, layout)) return { changes: [] };
    await settled(host);
    const account = await read();
    const { clientId, technicalAccountId } = credentials.fields;
    const missing = missingInFile(account, { clientId, id: technicalAccountId });
    const key = store.key ?? project.random(keyLength);
    const receipt = receiptForToday(credentials, account, { key, layout });
    if (missing !== undefined || receipt === undefined) {
      throw problem("RB6005", `${layout.instanceFile} does not show the credentials: ${missing}`, {
        hint: "campaign_technical_account hands them to nlserver.",
      });
    }
    return { changes: await changesToKeep(host, store, { key, receipt }) };
  },
});
