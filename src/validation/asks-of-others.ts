import { referencesOf } from "../expression/references.ts";
import { Collector } from "../problems/collector.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Play, Runbook } from "../runbook/model.ts";
import { wholeText } from "../runbook/whole-text.ts";
import { lookBeside } from "./look-beside.ts";
import { sitesOf } from "./sites-of.ts";
import type { Surroundings } from "./surroundings.ts";

const names = ["hostvars", "delegate_facts", "play_hosts", "ansible_play_hosts", "ansible_play_batch"];
const said = new RegExp(`\\b(${names.join("|")}|ansible_play_hosts_all)\\b`);

/**
 * Whether hosts may use what others got to know, or who they are: the runbook says a word for it, or a template does, or one host looks
 * for all.
 */
export function asksOfOthers(runbook: Runbook, { readBeside }: Pick<Surroundings, "readBeside">): boolean {
  if (said.test(wholeText(runbook)) || runbook.plays.some(looksForAll)) return true;
  const sites = lookBeside(sitesOf(runbook), { readBeside, collector: new Collector() });
  return sites.some(({ parsed }) => parsed.some((one) => referencesOf(one).some(({ name }) => said.test(name))));
}

/** One host finds out, or sets, what all know: that is not kept, but looked for again, by the first host that is there. */
function looksForAll({ tasks, handlers }: Play): boolean {
  return [...leavesOf(tasks), ...handlers].some((step) => {
    if (step.kind !== "task" || step.once === undefined) return false;
    const { module, register } = step;
    return (module.readOnly || module.offHost) && (register !== undefined || module.sets !== undefined);
  });
}
