import { dirname, relative } from "node:path";
import type { Command } from "commander";
import { nearest } from "../../problems/did-you-mean.ts";
import { type Problem, problem, warning } from "../../problems/problem.ts";
import type { World } from "../world.ts";
import { type ConfigEntry, readConfigFile } from "./config-file.ts";
import { findConfig } from "./find-config.ts";
import { knownSettings, type Setting, unreadKeys } from "./known-settings.ts";
import { type SettingOrigin, saysNo, settingValue } from "./setting-value.ts";

/**
 * Gives a command the flags that were not written: from the environment (`RUNBOOK_X`), else from ansible.cfg. Warnings for what a
 * person should know. RB1001, RB8007; a host_key_checking that is off is refused, unless `--ssh-common-args` says itself what
 * becomes of host keys.
 */
export async function applySettings(command: Command, world: World): Promise<readonly Problem[]> {
  const settings = knownSettings.filter(({ flag, goesWith = flag }) => hasFlag(command, goesWith));
  if (settings.length === 0) return [];
  const { path, warnings } = findConfig(world);
  const entries = path === undefined ? [] : await entriesOf(path, world);
  const folder = path === undefined ? world.directory : dirname(path);
  if (logsIn(command)) refuseBlindTrust(command, world, entries);
  for (const setting of settings) {
    const source = command.getOptionValueSource(setting.flag);
    if (source !== undefined && source !== "default") continue;
    const variable = ofEnvironment(setting, world);
    const origin = variable ?? ofEntries(setting, entries, folder);
    if (!origin) continue;
    const value = settingValue(setting.kind, origin, world);
    command.setOptionValueWithSource(setting.flag, value, variable ? "env" : "config");
  }
  return [...warnings, ...(logsIn(command) ? unread(entries) : []), ...misspelled(world)];
}

function hasFlag(command: Command, name: string): boolean {
  return command.options.some((option) => option.attributeName() === name);
}

/** What makes host keys known does not. */
function logsIn(command: Command): boolean {
  return hasFlag(command, "forks");
}

async function entriesOf(path: string, world: World): Promise<readonly ConfigEntry[]> {
  const { readSourceFile } = await import("../../source/read-source-file.ts");
  return readConfigFile(await readSourceFile(path, nameOf(path, world)));
}

function nameOf(path: string, { directory }: World): string {
  const near = relative(directory, path);
  return near.startsWith("..") ? path : near;
}

function ofEnvironment({ variable }: Setting, { environment, directory }: World): SettingOrigin | undefined {
  const text = environment[variable];
  return text === undefined || text === "" ? undefined : { text, name: variable, folder: directory };
}

function ofEntries(
  { sections, key }: Setting,
  entries: readonly ConfigEntry[],
  folder: string,
): SettingOrigin | undefined {
  const found = sections.flatMap((section) =>
    entries.filter((entry) => entry.section === section && entry.key === key),
  );
  const last = found.at(-1);
  if (!last || last.value === "") return undefined;
  return { text: last.value, name: key, folder, at: last.at };
}

/** Host keys are always checked; who wants to trust the first key seen says so with a flag. */
function refuseBlindTrust(command: Command, { environment }: World, entries: readonly ConfigEntry[]): void {
  const written: unknown = command.getOptionValue("sshCommonArgs");
  if (typeof written === "string" && /StrictHostKeyChecking/i.test(written)) return;
  const hint =
    "make keys known with: runbook trust; or trust the first key seen: --ssh-common-args='-o StrictHostKeyChecking=accept-new'";
  const entry = entries.find(
    ({ section, key, value }) =>
      (section === "defaults" || section === "ssh_connection") && key === "host_key_checking" && saysNo(value),
  );
  const variable = environment.RUNBOOK_HOST_KEY_CHECKING;
  if (variable !== undefined ? !saysNo(variable) : !entry) return;
  const name = variable === undefined ? "host_key_checking" : "RUNBOOK_HOST_KEY_CHECKING";
  throw problem("RB8007", `${name} cannot be off: host keys are always checked`, {
    at: variable === undefined ? entry?.at : undefined,
    hint,
  });
}

function unread(entries: readonly ConfigEntry[]): readonly Problem[] {
  return entries.flatMap(({ section, key, value, at }) => {
    const instead = Object.hasOwn(unreadKeys, `${section}.${key}`) ? unreadKeys[`${section}.${key}`] : undefined;
    if (instead === undefined || (key === "hash_behaviour" && value === "replace")) return [];
    return [warning("RB8007", `"${key}" of [${section}] is not honored`, { at, hint: instead })];
  });
}

const otherVariables = ["RUNBOOK_HOST_KEY_CHECKING", "RUNBOOK_KEEP_RUNS", "RUNBOOK_KEEP_BACKUPS"];

/** A variable that is nearly one of ours is a slip; others may be anybody's. */
function misspelled({ environment }: World): readonly Problem[] {
  const known = [...knownSettings.map(({ variable }) => variable), ...otherVariables];
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith("RUNBOOK_") || name.startsWith("RUNBOOK_INPUT_") || known.includes(name)) return [];
    const meant = nearest(
      name.slice("RUNBOOK_".length),
      known.map((one) => one.slice("RUNBOOK_".length)),
    );
    if (meant === undefined) return [];
    return [warning("RB8007", `${name} is not a setting`, { hint: `did you mean RUNBOOK_${meant}?` })];
  });
}
