import { type ValueMap, valueMap } from "../../expression/value.ts";
import { type Decision, defineModule } from "../../modules/contract/define-module.ts";
import { oneOf, text, withDefault } from "../../schema/kinds.ts";
import { layoutOf } from "../layout.ts";
import { callOfNlserver } from "../nlserver.ts";
import { installation } from "../parameters.ts";
import { autoStartPlace, startsByItself } from "../pipelined.ts";
import { processOf } from "../processes.ts";
import { readConfigurationFor } from "../read-configuration.ts";
import { lookAtServer, type ServerState } from "../server-state.ts";

type State = "restarted" | "started" | "stopped";

/** Starts, stops or restarts a module of an instance. */
export default defineModule({
  name: "campaign_process",
  summary: "Starts, stops or restarts a module of an instance (`nlserver restart pipelined@camp1`).",
  notes: `\`restarted\` restarts the module where it runs, starts it where it should run (its \`autoStart\` is in effect) and does
not, and leaves it alone elsewhere: on a container that is not meant to run it, nlserver would say "No task corresponds to the
mask". \`started\` starts it where it should run and does not; \`stopped\` stops it where it runs.

The result holds \`action\` (\`restart\`, \`start\`, \`stop\`, \`none\`), \`previous_pid\` and \`log\`, \`log_inode\`, \`log_size\`: how far
its log had come. \`campaign_verify\` takes all of it.

\`\`\`yaml
- campaign_process:
    instance: camp1
    state: restarted
  register: restart
\`\`\``,
  parameters: {
    ...installation,
    process: withDefault(text("The module, as `nlserver pdump` names it."), "pipelined"),
    state: oneOf(["restarted", "started", "stopped"], "What should have happened."),
  },
  examples: [],
  async decide({ instance, home, process, state }, host): Promise<Decision> {
    const layout = layoutOf(home, instance);
    const server = await lookAtServer(host, { product: layout.product, instance, module: process });
    const running = processOf(server.processes, process, instance);
    const configuration = await readConfigurationFor([autoStartPlace(process)], host, { instance, layout });
    const action = actionFor(state, running !== undefined, startsByItself(configuration, process));
    const mask = `${process}@${instance}`;
    const result = resultOf(action, running?.pid, server);
    if (action === "none") return { changes: [], result, message: idle(mask, running?.pid, state) };
    return { changes: [callOfNlserver(layout.product, [action, mask])], result };
  },
});

type Action = "restart" | "start" | "stop" | "none";

function actionFor(state: State, runs: boolean, should: boolean): Action {
  switch (state) {
    case "restarted":
      return runs ? "restart" : should ? "start" : "none";
    case "started":
      return !runs && should ? "start" : "none";
    case "stopped":
      return runs ? "stop" : "none";
  }
}

function resultOf(action: Action, pid: number | undefined, { log }: ServerState): ValueMap {
  return valueMap([
    ["action", action],
    ["previous_pid", pid ?? null],
    ["log", log.path],
    ["log_inode", log.inode],
    ["log_size", log.size],
  ]);
}

function idle(mask: string, pid: number | undefined, state: State): string {
  if (pid !== undefined) return `${mask} runs with pid ${pid}`;
  return state === "stopped" ? `${mask} does not run` : `${mask} does not run on this host, and is not meant to`;
}
