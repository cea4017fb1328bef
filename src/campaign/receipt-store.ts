import type { Attributes, Change } from "../changes/change.ts";
import { changeFile } from "../changes/change-file.ts";
import type { FileSnapshot } from "../changes/file-state.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { problem } from "../problems/problem.ts";
import { formatReceipt, parseReceipt, type Receipt } from "./receipt.ts";

/** The receipts of a host's user: one file per instance, and the host's key beside them. */
export interface ReceiptStore {
  readonly folders: readonly string[];
  readonly keyFile: string;
  readonly receiptFile: string;
  /** 32 random bytes, if they were ever made. */
  readonly key: Uint8Array | undefined;
  readonly receipt: Receipt | undefined;
  readonly before: { readonly key: FileSnapshot | undefined; readonly receipt: FileSnapshot | undefined };
}

/** Bytes of a key. */
export const keyLength = 32;

/** What the user's `~/.runbook/receipts` says of an instance. */
export async function readReceiptStore(host: HostView, instance: string): Promise<ReceiptStore> {
  const { home } = await host.user();
  const top = `${home}/.runbook`;
  const folder = `${top}/receipts`;
  const keyFile = `${folder}/key`;
  const receiptFile = `${folder}/technical-account-${instance}.json`;
  const [key, receipt] = await Promise.all([host.readFile(keyFile), host.readFile(receiptFile)]);
  return {
    folders: [top, folder],
    keyFile,
    receiptFile,
    key: key?.content.length === keyLength ? key.content : undefined,
    receipt: receipt && parseReceipt(new TextDecoder().decode(receipt.content)),
    before: { key, receipt },
  };
}

/** Changes that leave exactly this key and receipt: folders 0700, files 0600. */
export async function changesToKeep(
  host: HostView,
  store: ReceiptStore,
  { key, receipt }: { readonly key: Uint8Array; readonly receipt: Receipt },
): Promise<readonly Change[]> {
  const text = formatReceipt(receipt);
  const attributes: Attributes = { mode: 0o600 };
  const folders = await Promise.all(store.folders.map((folder) => privateFolder(host, folder)));
  return [
    ...folders.flat(),
    ...changeFile({ path: store.keyFile, before: store.before.key, content: key, attributes, secret: true }),
    ...changeFile({ path: store.receiptFile, before: store.before.receipt, content: text, attributes }),
  ];
}

async function privateFolder(host: HostView, path: string): Promise<readonly Change[]> {
  const before = await host.stat(path);
  const attributes: Attributes = { mode: 0o700 };
  if (before === undefined) return [{ kind: "make-directory", path, attributes }];
  if (before.type !== "directory") {
    throw problem("RB5002", `${path} is not a folder, so no receipt can be kept in it`, {
      hint: "Move it away and apply again.",
    });
  }
  return before.mode === 0o700 ? [] : [{ kind: "set-attributes", path, before, attributes }];
}
