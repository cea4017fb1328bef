import { quote } from "../changes/quote.ts";
import type { Link } from "./byte-channel.ts";

/** Whether this machine's shell would find a program. */
export function programIsThere(program: string, link: Link): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const closed = ({ status }: { readonly status?: number }) => resolve(status === 0);
    link.open(`command -v ${quote(program)}`, { stdout() {}, stderr() {}, closed }).catch(reject);
  });
}
