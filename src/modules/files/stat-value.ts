import { octal } from "../../changes/attributes.ts";
import type { FileStat } from "../../changes/file-state.ts";
import { type Value, type ValueMap, valueMap } from "../../expression/value.ts";

const permissions = ["rusr", "wusr", "xusr", "rgrp", "wgrp", "xgrp", "roth", "woth", "xoth"] as const;

/** What is at a path, under the names that Ansible's stat has for it. */
export function statValue(path: string, seen: FileStat | undefined, checksum: string | undefined): ValueMap {
  if (seen === undefined) return valueMap([["exists", false]]);
  const bits = permissions.map((name, index): [string, Value] => [name, (seen.mode & (0o400 >> index)) !== 0]);
  return valueMap([
    ["exists", true],
    ["path", path],
    ["isreg", seen.type === "file"],
    ["isdir", seen.type === "directory"],
    ["islnk", seen.type === "link"],
    ["mode", octal(seen.mode)],
    ["uid", seen.uid],
    ["gid", seen.gid],
    ["pw_name", seen.owner],
    ["gr_name", seen.group],
    ["size", seen.size],
    ["mtime", Number(seen.modified)],
    ["inode", exactNumber(seen.inode)],
    ["dev", exactNumber(seen.device)],
    ["nlink", seen.links],
    ["isuid", (seen.mode & 0o4000) !== 0],
    ["isgid", (seen.mode & 0o2000) !== 0],
    ...bits,
    ...(seen.target === undefined ? [] : [["lnk_target", seen.target] as const]),
    ...(checksum === undefined ? [] : [["checksum", checksum] as const]),
  ]);
}

/** A number where it can be one without losing digits, else the text. */
function exactNumber(digits: string): Value {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}
