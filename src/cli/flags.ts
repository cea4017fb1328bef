import { type Command, InvalidArgumentError } from "commander";

/** Hosts worked on at the same time where nobody says how many. */
export const usualForks = 50;

/** Where the passwords of vaults are. */
export interface VaultFlags {
  readonly askVaultPass?: boolean;
  readonly vaultPasswordFile?: readonly string[];
  readonly vaultId?: readonly string[];
}

/** Where hosts are listed and which of them count. */
export interface InventoryFlags extends VaultFlags {
  readonly inventory?: readonly string[];
  readonly limit?: string;
}

/** Values from the command line. */
export interface VariableFlags {
  readonly extraVars?: readonly string[];
  /** Of a configuration file or the environment: absolute folders of roles. */
  readonly rolesPath?: readonly string[];
}

/** How hosts are reached, and as whom. */
export interface LoginFlags {
  readonly user?: string;
  readonly askPass?: boolean;
  readonly privateKey?: string;
  readonly sshCommonArgs?: string;
  readonly timeout?: number;
  readonly forks?: number;
  /** Of a configuration file or the environment, before and after `sshCommonArgs`. */
  readonly sshArgs?: string;
  readonly sshExtraArgs?: string;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
  readonly askBecomePass?: boolean;
  /** Milliseconds. */
  readonly lockTimeout?: number;
}

/** All flags that `plan` and `apply` share, named as Ansible's. */
export interface RunFlags extends InventoryFlags, VariableFlags, LoginFlags {
  readonly tags?: string;
  readonly skipTags?: string;
  readonly diff?: boolean;
  readonly verbose?: boolean;
  readonly startAtTask?: string;
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly listTags?: boolean;
  readonly syntaxCheck?: boolean;
  readonly format: "text" | "json";
}

/** Adds `-J` and the other ways to give vault passwords. */
export function withVault(command: Command): Command {
  return command
    .option("-J, --ask-vault-pass", "ask for the vault password")
    .option(
      "--vault-password-file <file>",
      "read the vault password from a file, or from what a program prints",
      collect,
    )
    .option("--vault-id <id@source>", "a vault password with an id, from a file or from: prompt", collect);
}

/** Adds `-i` and the vault's. */
export function withSources(command: Command): Command {
  const meaning = "file, folder, executable or h1,h2,; may be given several times (default: inventory.yaml)";
  return withVault(command.option("-i, --inventory <file>", meaning, collect));
}

/** Adds `-i`, `-l` and the vault's. */
export function withInventory(command: Command): Command {
  return withSources(command).option("-l, --limit <pattern>", "only hosts that match the pattern too");
}

/** Adds `-e`. */
export function withVariables(command: Command): Command {
  return command.option("-e, --extra-vars <vars>", "name=value, JSON, or @file; may be given several times", collect);
}

/** Adds `--format`. */
export function withFormat(command: Command): Command {
  return command.option("--format <format>", "text, or json: one event a line", oneOf("text", "json"), "text");
}

/** Adds who logs in, how, as whom tasks run, and on how many hosts at a time. */
export function withLogin(command: Command): Command {
  return command
    .option("-u, --user <user>", "log in as this user (the inventory's ansible_user wins)")
    .option("--private-key <file>", "log in with this key (the inventory's wins)")
    .option("-k, --ask-pass", "ask for the SSH password, for hosts that take none of the keys")
    .option("--ssh-common-args <args>", 'ssh options: "-o Key=Value ..."')
    .option("-T, --timeout <seconds>", "seconds to wait for a connection (default: 10)", seconds)
    .option("-f, --forks <n>", `hosts worked on at the same time (default: ${usualForks})`, positive)
    .option("-b, --become", "run tasks as another user")
    .option("--become-user <user>", "that user (default: root)")
    .option("--become-method <method>", "sudo, su or doas (default: sudo)", oneOf("sudo", "su", "doas"))
    .option("-K, --ask-become-pass", "ask for the password of sudo or su; without -K no password is sent");
}

/** Adds everything that `plan` and `apply` share. */
export function withRun(command: Command): Command {
  withFormat(withVariables(withInventory(command)))
    .option("-t, --tags <tags>", "only tasks with one of these tags")
    .option("--skip-tags <tags>", "leave out tasks with any of these tags");
  return withLogin(command)
    .option("-D, --diff", "show the changes of an apply too; a plan always does")
    .option("-v, --verbose", "say more: round trips and bytes")
    .option("--start-at-task <name>", "begin at the task with this name")
    .option("--list-hosts", "print the hosts and stop")
    .option("--list-tasks", "print the tasks and stop")
    .option("--list-tags", "print the tags and stop")
    .option("--syntax-check", "read and check the files and stop");
}

/** Every value of a flag that may be given several times, for commander. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** One of some words, for commander. */
export function oneOf(...words: readonly string[]): (value: string) => string {
  return (value) => {
    if (words.includes(value)) return value;
    throw new InvalidArgumentError(`It is one of ${words.join(", ")}.`);
  };
}

function positive(value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It is a whole number from 1 on.");
}

/** Adds how long to wait for hosts that another run changes. */
export function withLockTimeout(command: Command): Command {
  return command.option("--lock-timeout <seconds>", "wait so long for a run that changes the same host", seconds);
}

/** Seconds as milliseconds, for commander. */
export function seconds(value: string): number {
  return positive(value) * 1000;
}
