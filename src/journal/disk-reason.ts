import { constants } from "node:os";

/** Why a disk refused, in one line. Node has no name for a quota that is used up. */
export function diskReason(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const isQuota = "errno" in error && error.errno === -constants.errno.EDQUOT;
  return isQuota ? "EDQUOT: disk quota exceeded" : error.message;
}
