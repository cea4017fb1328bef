import { relative, resolve } from "node:path";
import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import { vaultIdParts } from "../vault-id-parts.ts";
import type { World } from "../world.ts";
import type { SettingKind } from "./known-settings.ts";

/** Where a setting's text comes from. */
export interface SettingOrigin {
  readonly text: string;
  /** "forks in ansible.cfg", "RUNBOOK_FORKS". */
  readonly name: string;
  /** Relative paths start here. */
  readonly folder: string;
  readonly at?: Span;
}

const yes = /^(yes|on|1|true|t|y)$/i;
const no = /^(no|off|0|false|f|n)$/i;

/** The value for a flag; milliseconds for seconds, as flags have them. RB8007. */
export function settingValue(
  kind: SettingKind,
  origin: SettingOrigin,
  { home, environment, directory }: Pick<World, "home" | "environment" | "directory">,
): string | number | boolean | readonly string[] {
  const text = unquoted(origin.text.trim());
  const path = (name: string) => resolve(origin.folder, expanded(name, home, environment));
  switch (kind) {
    case "text":
      return text;
    case "path":
      return path(text);
    case "paths":
      return partsOf(text).map((name) => shortest(path(name), directory));
    case "search path":
      return partsOf(text.replaceAll(":", ",")).map(path);
    case "vault ids":
      return partsOf(text).map((part) => {
        const { id, source } = vaultIdParts(part);
        return `${id}@${source === "prompt" ? source : shortest(path(source), directory)}`;
      });
    case "count":
      if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
      throw wrong(origin, "is not a whole number from 1 on");
    case "seconds":
      if (/^[1-9]\d{0,4}$/.test(text)) return Number(text) * 1000;
      throw wrong(origin, "is not a whole number of seconds from 1 on");
    case "yes or no":
      if (yes.test(text) || no.test(text)) return yes.test(text);
      throw wrong(origin, "is neither yes nor no");
    case "become method":
      if (/^(sudo|su|doas)$/.test(text)) return text;
      throw wrong(origin, "is not sudo, su or doas");
  }
}

function partsOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** As people would write it: from the working directory where it is in there. */
function shortest(path: string, directory: string): string {
  const near = relative(directory, path);
  return near === "" || near.startsWith("..") ? path : near;
}

/** Whether a text is one of Ansible's words for no. */
export function saysNo(text: string): boolean {
  return no.test(unquoted(text.trim()));
}

function wrong({ name, text, at }: SettingOrigin, why: string) {
  return problem("RB8007", `${name}: ${JSON.stringify(text)} ${why}`, { at });
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}

/** `~` and `$NAME`, as Ansible has them in paths; names that are not set stay as they are. */
function expanded(path: string, home: string, environment: World["environment"]): string {
  return path
    .replace(/^~(?=\/|$)/, home)
    .replace(
      /\$(?:(\w+)|\{(\w+)\})/g,
      (whole, bare?: string, braced?: string) => environment[bare ?? braced ?? ""] ?? whole,
    );
}
