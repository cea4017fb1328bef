import type { OpenChange } from "../journal/changes-under-way.ts";
import { printableLine } from "./printable.ts";
import { titleOfIntended } from "./unfinished.ts";
import { counted } from "./wording.ts";

/** Where a run would go on. */
export interface Resumption {
  readonly run: string;
  readonly hosts: readonly string[];
  readonly open: readonly OpenChange[];
}

const mostNames = 20;

/** What a person is asked to agree to; ends with LF. */
export function resumeText({ run, hosts, open }: Resumption): string {
  const names = hosts.slice(0, mostNames).map(printableLine).join(", ");
  const more = hosts.length > mostNames ? `, and ${hosts.length - mostNames} more` : "";
  const asked = open.filter(({ host }) => hosts.includes(host));
  const changes = asked.map(
    ({ host, change }) => `  ${printableLine(host)}  ${printableLine(titleOfIntended(change))}`,
  );
  const about = asked.length === 0 ? [] : [`${counted(asked.length, "change")} to ask the hosts about:`, ...changes];
  return `${[`${run} goes on with ${counted(hosts.length, "host")}: ${names}${more}`, ...about].join("\n")}\n`;
}
