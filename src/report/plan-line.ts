import { printableLine } from "./printable.ts";

/** When a saved plan was made, until when it may be applied, and what tells it from others. */
export function planLine({
  made,
  expires,
  fingerprint,
}: {
  readonly made: string;
  readonly expires: string;
  readonly fingerprint: string;
}): string {
  return `plan ${printableLine(fingerprint)}, made ${minute(made)}, expires ${minute(expires)} UTC`;
}

function minute(time: string): string {
  return printableLine(time.slice(0, 16).replace("T", " "));
}
