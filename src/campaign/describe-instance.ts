import { type ValueMap, valueMap } from "../expression/value.ts";
import type { Build } from "./build.ts";
import { type Configuration, effective } from "./configuration.ts";
import { credentialModeOf } from "./credential-mode.ts";
import type { Layout } from "./layout.ts";
import { pipelinedOf } from "./pipelined.ts";
import { type Process, processOf } from "./processes.ts";
import type { ServerState } from "./server-state.ts";
import { supportOf } from "./support.ts";
import { technicalAccountOf } from "./technical-account.ts";

/** Everything that was seen of an instance. */
export interface SeenInstance {
  readonly instance: string;
  readonly layout: Layout;
  readonly configuration: Configuration;
  readonly state: ServerState;
  readonly build: Build;
}

/** The facts of an instance as variables, and as one sentence. */
export function describeInstance(seen: SeenInstance): { readonly facts: ValueMap; readonly message: string } {
  const { instance, layout, configuration, state, build } = seen;
  const account = technicalAccountOf(configuration);
  const { value: organization, from: organizationFrom } = effective(configuration, organizationPlace);
  const { verdict, because } = supportOf(build);
  const known = account.clientId.value === "" ? "no client id yet" : `client id ${account.clientId.value}`;
  const facts = valueMap([
    ["instance", instance],
    ["instance_file", layout.instanceFile],
    ["server_file", layout.serverFile],
    ["nlserver", state.nlserver],
    ["log_file", state.log.path],
    ["version", buildText(build)],
    ["build", build.number],
    ["sha", build.sha ?? ""],
    ["release", build.release ?? ""],
    ["support", verdict],
    ["support_reason", because],
    ["credential_mode", credentialModeOf(build)],
    ["client_id", account.clientId.value],
    ["client_id_from", account.clientId.from],
    ["technical_account_id", account.id.value],
    ["account", `${instance}: ${known}`],
    ["ims_org_id", organization],
    ["ims_org_id_from", organizationFrom],
    ["ims_org_id_hidden", hiddenOrganization(configuration)],
    ["pipelined", pipelinedFacts(seen)],
    ["processes", state.processes.map(processFacts)],
  ]);
  return { facts, message: `${instance}: build ${buildText(build)}, ${known}` };
}

const organizationPlace = { path: ["web", "redirection"], attribute: "IMSOrgId" } as const;

/** `9187@deadbee`, as Campaign prints it. */
function buildText({ number, sha }: Build): string {
  return sha === undefined ? String(number) : `${number}@${sha}`;
}

function pipelinedFacts({ instance, configuration, state }: SeenInstance): ValueMap {
  const { present, authType, autoStart } = pipelinedOf(configuration);
  const process = processOf(state.processes, "pipelined", instance);
  return valueMap([
    ["present", present],
    ["auth_type", authType],
    ["auto_start", autoStart],
    ["running", process !== undefined],
    ["pid", process?.pid ?? null],
  ]);
}

function processFacts({ name, instance, pid }: Process): ValueMap {
  return valueMap([
    ["name", name],
    ["instance", instance ?? ""],
    ["pid", pid],
  ]);
}

/** What an empty attribute of the instance file hides, or "": the trap of Adobe's own template. */
function hiddenOrganization({ instance, server }: Configuration): string {
  if (server === undefined) return "";
  const { value, from } = effective({ instance, server }, organizationPlace);
  const shared = effective({ instance: server, server: undefined }, organizationPlace).value;
  return from === "instance" && value === "" ? shared : "";
}
