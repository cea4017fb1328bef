import { type Decision, defineModule } from "../../modules/contract/define-module.ts";
import { problem } from "../../problems/problem.ts";
import { isApplied, receiptForToday } from "../account-receipt.ts";
import { credentialsFrom, credentialsParameter } from "../credential-parameters.ts";
import { layoutOf } from "../layout.ts";
import { installation } from "../parameters.ts";
import { readConfigurationFor } from "../read-configuration.ts";
import { changesToKeep, keyLength, readReceiptStore } from "../receipt-store.ts";
import { settled } from "../settled.ts";
import { missingInFile, technicalAccountOf, technicalAccountPlaces } from "../technical-account.ts";

/** Looks at what nlserver made of the credentials and remembers them without keeping them. */
export default defineModule({
  name: "campaign_receipt",
  summary: "Looks at what nlserver made of the credentials, and remembers them without keeping them.",
  notes: `nlserver's answers are not documented, so the instance file is read again: it must show the client id, the technical account id
and an encrypted secret (it starts with \`@\`). Only then a receipt is written into the user's \`~/.runbook/receipts\` (0700): the
HMAC-SHA256 of the credentials under a random key of 32 bytes that is kept beside it (0600), and the SHA-256 of the \`<ims>\` element
as nlserver left it. A later run compares both; when either differs, the credentials count as not applied.

\`\`\`yaml
- campaign_receipt:
    instance: camp1
    credentials: "{{ credentials }}"
\`\`\``,
  parameters: { ...installation, credentials: credentialsParameter },
  examples: [],
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
      throw problem("RB6005", `nlserver did not store the credentials in ${layout.instanceFile}: ${missing}`, {
        hint: `Look at what the step before printed, and at nlserver's own log in ${layout.product}/var/default/log.`,
      });
    }
    return { changes: await changesToKeep(host, store, { key, receipt }) };
  },
});
