import { outsideOf } from "../engine/outside.ts";
import type { Outside } from "../expression/scope.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import type { Inventory } from "../inventory/model.ts";
import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { BecomeGate } from "../transport/become-gate.ts";
import type { Target } from "../transport/connection.ts";
import { type LeavableTransport, leavable } from "../transport/leavable-transport.ts";
import { type KnownHosts, resolveTarget } from "../transport/resolve-target.ts";
import { SshConfig } from "../transport/ssh-config.ts";
import { type ConnectionSettings, targetOf } from "../transport/target-of.ts";
import { createRunTransport } from "../transport/transport-for-run.ts";
import { workerFlag } from "../transport/worker-flag.ts";
import type { LoginFlags } from "./flags.ts";
import { connectionVariables } from "./host-targets.ts";
import { ask } from "./prompt.ts";
import type { World } from "./world.ts";

/** What connecting needs besides the world and the flags. */
export interface ConnectionOptions {
  readonly inventory: Inventory;
  /** The inventory's folder. */
  readonly folder: string;
  /** Hears of passwords and passphrases. */
  readonly keepSecret: (secret: SecretText) => void;
  /** Keeps screens still while a person is asked. */
  readonly hold: <T>(ask: () => Promise<T>) => Promise<T>;
  /** Tells a person what was done without being asked. */
  readonly announce: (message: string) => void;
}

/** How hosts are reached in a run. */
export interface Connections {
  readonly transport: LeavableTransport;
  /** Where a host is; ssh_config is honored. RB3005, RB4012. */
  readonly targetOf: (host: string, variables: ValueMap) => Promise<Target>;
  /** What `-K` was answered, with the gate that all become passwords of a run go through. */
  readonly becomePasswords: { readonly asked: SecretText | undefined; readonly gate: BecomeGate };
}

/**
 * Connections as flags, inventory and ssh_config say. With `-k` and `-K` the passwords are asked for first: RB8002 where nobody can
 * be asked. RB4012 for a mistake in the options for ssh, which is not every host's.
 */
export async function connectionsFor(
  world: World,
  flags: LoginFlags,
  { inventory, folder, keepSecret, hold, announce }: ConnectionOptions,
): Promise<Connections> {
  const settings = connectionSettings(world, flags, folder);
  const given = [flags.sshArgs, flags.sshCommonArgs, flags.sshExtraArgs];
  if (given.some((options) => options !== undefined)) targetOf("localhost", valueMap([]), settings);
  const config = new SshConfig({ user: world.user, home: world.home, folder: world.directory });
  const around = {
    settings,
    config,
    hosts: knownHosts(inventory, outsideOf({ folder, environment: world.environment })),
  };
  let asked: Promise<unknown> = Promise.resolve();
  const secret = (name: string, question: string) => {
    const asking = asked.then(async () => {
      const answer = new SecretText(name, await hold(() => ask(world, question, { hidden: true })));
      keepSecret(answer);
      return answer;
    });
    asked = asking.catch(() => {});
    return asking;
  };
  const password = flags.askPass ? await askPassword(world, () => secret("SSH password", "SSH password: ")) : undefined;
  const become = flags.askBecomePass
    ? await askBecomePassword(world, (question) => secret("become password", question), password)
    : undefined;
  const transport = leavable(
    createRunTransport({
      ...(world.program !== undefined && { program: { file: world.program, args: [workerFlag] } }),
      ...(password && { password }),
      ...(world.input.isTTY && { askPassphrase: (path) => secret("passphrase", `Passphrase for ${path}: `) }),
      announce,
    }),
  );
  return {
    transport,
    targetOf: (host, variables) => resolveTarget(host, variables, around),
    becomePasswords: { asked: become, gate: new BecomeGate() },
  };
}

function knownHosts(inventory: Inventory, outside: Outside): KnownHosts {
  const variables = connectionVariables(inventory, outside);
  return {
    names: () => inventory.hosts.keys(),
    variables: (name) => {
      const host = inventory.hosts.get(name) ?? inventory.unlisted.get(name);
      return host && variables(host);
    },
  };
}

function askPassword(world: World, asking: () => Promise<SecretText>): Promise<SecretText> {
  if (world.input.isTTY) return asking();
  throw problem("RB8002", "-k asks for the SSH password, and nobody can be asked here", {
    hint: "Use a key: --private-key, ansible_ssh_private_key_file or an ssh-agent.",
  });
}

/** As Ansible: an empty answer is the SSH password, where there is one; else there is none to send. */
async function askBecomePassword(
  world: World,
  asking: (question: string) => Promise<SecretText>,
  password: SecretText | undefined,
): Promise<SecretText | undefined> {
  if (!world.input.isTTY) {
    throw problem("RB8002", "-K asks for the become password, and nobody can be asked here", {
      hint: "Leave -K out where sudo wants no password (NOPASSWD), or run this in a terminal.",
    });
  }
  const answer = await asking(`Become password${password ? " [the SSH password]" : ""}: `);
  return answer.reveal() === "" ? password : answer;
}

/** What flags and the controller's user say of connections. */
function connectionSettings(world: World, flags: LoginFlags, baseFolder: string): ConnectionSettings {
  const agent = world.environment.SSH_AUTH_SOCK;
  return {
    user: world.user,
    home: world.home,
    baseFolder,
    workingFolder: world.directory,
    ...(flags.user !== undefined && { userFlag: flags.user }),
    ...(flags.privateKey !== undefined && { keyFile: flags.privateKey }),
    ...(flags.sshCommonArgs !== undefined && { sshCommonArgs: flags.sshCommonArgs }),
    ...(flags.sshArgs !== undefined && { sshArgs: flags.sshArgs }),
    ...(flags.sshExtraArgs !== undefined && { sshExtraArgs: flags.sshExtraArgs }),
    ...(flags.timeout !== undefined && { connectTimeout: flags.timeout }),
    ...(agent !== undefined && agent !== "" && { agentSocket: agent }),
  };
}
