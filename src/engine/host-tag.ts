import { sha256 } from "../changes/virtual-files.ts";

/** The name under which a run keeps things on a host; hosts of one machine, with one home, keep theirs apart. */
export function hostTag(tag: string, host: string): string {
  return `${tag}${sha256(Buffer.from(host)).slice(0, 8)}`;
}
