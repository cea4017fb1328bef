import type { Attributes } from "./change.ts";
import type { FileStat } from "./file-state.ts";
import { quote } from "./quote.ts";

const typeBits = { file: 0o100000, directory: 0o40000, link: 0o120000, other: 0 } as const;

/** The mode of what is made without one being asked for. */
export const modeOfNew = { file: 0o644, directory: 0o755 } as const;

/**
 * The words OWNER MODE EXPECTED of the host library: what to set, where it is not so already, and what `stat` must say
 * afterwards. A new owner needs the mode again: the kernel takes setuid and setgid away.
 */
export function attributeWords(type: "file" | "directory", wanted: Attributes, before: FileStat | undefined): string {
  return attributeList(type, wanted, before).map(quote).join(" ");
}

/** The same words, not quoted. */
export function attributeList(
  type: "file" | "directory",
  wanted: Attributes,
  before: FileStat | undefined,
): readonly [owner: string, mode: string, expected: string] {
  const newOwner =
    before && wanted.owner === ownerName(before.owner, before.uid, wanted.owner) ? undefined : wanted.owner;
  const newGroup =
    before && wanted.group === ownerName(before.group, before.gid, wanted.group) ? undefined : wanted.group;
  const owner = (newOwner ?? "") + (newGroup === undefined ? "" : `:${newGroup}`);
  const mode = wanted.mode ?? before?.mode ?? modeOfNew[type];
  const setMode = mode !== before?.mode || owner !== "";
  const uid = newOwner === undefined ? idPattern(before?.uid) : ownerPattern(newOwner);
  const gid = newGroup === undefined ? idPattern(before?.gid) : ownerPattern(newGroup);
  const expected = `${(typeBits[type] | mode).toString(16)} ${uid} ${gid}`;
  return [owner, setMode ? exactMode(mode) : "", expected];
}

/** For chmod: with fewer than five digits GNU's leaves a directory the setgid bit that it inherited. */
function exactMode(mode: number): string {
  return `0${octal(mode)}`;
}

/** "0644". */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** "mode 0644 -> 0640, owner root -> neolane": what differs, in words; empty when nothing does. */
export function attributeDifferences(before: FileStat | undefined, wanted: Attributes): readonly string[] {
  const differences: string[] = [];
  const say = (what: string, was: string | undefined, will: string | undefined) => {
    if (will !== undefined && will !== was)
      differences.push(was === undefined ? `${what} ${will}` : `${what} ${was} -> ${will}`);
  };
  say("mode", before && octal(before.mode), wanted.mode === undefined ? undefined : octal(wanted.mode));
  say("owner", before && ownerName(before.owner, before.uid, wanted.owner), wanted.owner);
  say("group", before && ownerName(before.group, before.gid, wanted.group), wanted.group);
  return differences;
}

function ownerName(name: string, id: number, wanted: string | undefined): string {
  return wanted !== undefined && /^\d+$/.test(wanted) ? String(id) : name;
}

function idPattern(id: number | undefined): string {
  return id === undefined || id < 0 ? "*" : String(id);
}

function ownerPattern(owner: string): string {
  return /^\d+$/.test(owner) ? owner : "*";
}
