import { instanceNames } from "./practice-host.ts";

/** A practice host that listens. */
export interface RunningHost {
  readonly name: string;
  readonly instance: string;
  readonly port: number;
  /** Who may log in. */
  readonly user: string;
  /** Its root folder, absolute. */
  readonly folder: string;
  /** The home of neolane inside it, absolute. */
  readonly neolaneHome: string;
}

/** The text of `inventory.yaml`: all that is needed to reach the hosts. Text in double quotes is JSON, which YAML reads. */
export function inventoryFile(hosts: readonly RunningHost[], files: { keyFile: string; knownHosts: string }): string {
  const instances = instanceNames
    .map((name) => ({ name, members: hosts.filter((host) => host.instance === name) }))
    .filter(({ members }) => members.length > 0);
  const knownHosts = `-o ${word(`UserKnownHostsFile=${configValue(files.knownHosts)}`)}`;
  return `# Practice hosts, written by "runbook lab up"; their ports change whenever they are started again.
all:
  children:
    campaign:
      vars:
        ansible_host: 127.0.0.1
        ansible_user: neolane
        ansible_ssh_private_key_file: ${JSON.stringify(files.keyFile)}
        ansible_ssh_common_args: ${JSON.stringify(`${knownHosts} -o IdentitiesOnly=yes`)}
      children:
${instances.map(({ name, members }) => group(name, members)).join("")}`;
}

function group(name: string, members: readonly RunningHost[]): string {
  return `        ${name}:
          vars:
            instance: ${name}
          hosts:
${members.map(entry).join("")}`;
}

function entry(host: RunningHost): string {
  return `            ${host.name}:
              ansible_port: ${host.port}${host.user === "neolane" ? "" : `\n              ansible_user: ${host.user}`}
              neolane_home: ${JSON.stringify(host.neolaneHome)}
`;
}

/** A value as ssh_config wants it: in double quotes when it holds blanks. */
function configValue(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}

/** A word as shells and Ansible split it. */
function word(value: string): string {
  return /^[\w./:=,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
