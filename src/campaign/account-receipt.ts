import type { Credentials } from "./credentials.ts";
import type { Layout } from "./layout.ts";
import { type Receipt, receiptOf, sameReceipt } from "./receipt.ts";
import type { ReceiptStore } from "./receipt-store.ts";
import { missingInFile, type TechnicalAccount } from "./technical-account.ts";

/** True when the instance file shows the account and the receipt kept is that of these credentials: nothing is to be done. */
export function isApplied(
  credentials: Credentials,
  account: TechnicalAccount,
  { key, receipt }: Pick<ReceiptStore, "key" | "receipt">,
  layout: Layout,
): boolean {
  const { clientId, technicalAccountId } = credentials.fields;
  if (key === undefined || missingInFile(account, { clientId, id: technicalAccountId }) !== undefined) return false;
  const today = receiptForToday(credentials, account, { key, layout });
  return today !== undefined && sameReceipt(receipt, today);
}

/** The receipt of credentials and the `<ims>` element as it stands now; `undefined` when there is none. */
export function receiptForToday(
  credentials: Credentials,
  { element }: TechnicalAccount,
  { key, layout }: { readonly key: Uint8Array; readonly layout: Layout },
): Receipt | undefined {
  return element && receiptOf(credentials, key, { file: layout.instanceFile, ims: element });
}
