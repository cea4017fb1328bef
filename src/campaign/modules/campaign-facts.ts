import { valueMap } from "../../expression/value.ts";
import { defineModule } from "../../modules/contract/define-module.ts";
import { problem } from "../../problems/problem.ts";
import { describeInstance } from "../describe-instance.ts";
import { layoutOf } from "../layout.ts";
import { installation } from "../parameters.ts";
import { configurationReads, readConfiguration } from "../read-configuration.ts";
import { lookAtServer } from "../server-state.ts";

/** Finds out what an instance of Adobe Campaign is and how it is configured. */
export default defineModule({
  name: "campaign_facts",
  summary: "Finds out what an instance of Adobe Campaign is and how it is configured; sets the variable `campaign`.",
  notes: `Read only: one \`nlserver pdump\` and the two configuration files. \`campaign\` then holds

- \`instance\`, \`instance_file\`, \`server_file\`, \`nlserver\`, \`log_file\`;
- \`version\` (\`9032@d3b452f\`), \`build\`, \`sha\`, \`release\`; \`support\` (\`supported\`, \`unsupported\`, \`unknown\`) with \`support_reason\`, and
  \`credential_mode\` (\`jwt\`, or \`oauth\` from build 9383 on);
- \`client_id\`, \`client_id_from\`, \`technical_account_id\`: the technical account in effect, "" where there is none; \`account\` says it in
  words;
- \`ims_org_id\` and \`ims_org_id_from\`; \`ims_org_id_hidden\`: the one of \`serverConf.xml\`, where an empty \`IMSOrgId\` of the
  instance file hides it, else "";
- \`pipelined\`: \`present\` (in the instance file), \`auth_type\`, \`auto_start\`, \`running\`, \`pid\`;
- \`processes\`: a list of \`name\`, \`instance\`, \`pid\`.

A value is in effect as Campaign sees it: the instance file's attribute if it is there, even empty, else the one of
\`serverConf.xml\`, else the documented default; \`..._from\` says which (\`instance\`, \`server\`, \`default\`).

\`\`\`yaml
- campaign_facts:
    instance: camp1
- debug:
    var: campaign.version
\`\`\``,
  sets: ["campaign"],
  parameters: installation,
  examples: [],
  readOnly: true,
  reads: configurationReads,
  async decide({ instance, home }, host) {
    const layout = layoutOf(home, instance);
    const configuration = await readConfiguration(host, instance, layout);
    const state = await lookAtServer(host, { product: layout.product, instance, module: "pipelined" });
    if (state.build === undefined) {
      const hint = state.nlserver === "" ? "nlserver was not found: set the host's variable neolane_home." : undefined;
      throw problem("RB6002", `the build of "${instance}" cannot be told: nlserver said "${firstLine(state.text)}"`, {
        hint,
      });
    }
    const { facts, message } = describeInstance({ instance, layout, configuration, state, build: state.build });
    return { changes: [], gathered: valueMap([["campaign", facts]]), result: facts, message };
  },
});

function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}
