import { posix } from "node:path";
import { modeOfNew, octal } from "../../changes/attributes.ts";
import type { Attributes } from "../../changes/change.ts";
import { changeFile } from "../../changes/change-file.ts";
import type { FileSnapshot } from "../../changes/file-state.ts";
import { sha256 } from "../../changes/virtual-files.ts";
import { type ValueMap, valueMap } from "../../expression/value.ts";
import { problem } from "../../problems/problem.ts";
import type { Decision } from "../contract/define-module.ts";
import type { HostView } from "../contract/host-view.ts";
import { needDirectory } from "./need-directory.ts";
import { needNoLink } from "./need-no-link.ts";
import { statFollowed } from "./stat-followed.ts";

/** A file that copy or template wants on a host. */
export interface FileToPlace {
  readonly dest: string;
  /** The file's name in a directory that is `dest`; `undefined` when the content has no name of its own. */
  readonly name: string | undefined;
  readonly content: Uint8Array;
  readonly secret: boolean;
  readonly attributes: Attributes;
  /** Whether a file that is there may be replaced. */
  readonly force: boolean;
  readonly unsafeWrites: boolean;
}

/** The decision of copy and template. RB5001 without a directory for it, RB5002 where something else is in the way. */
export async function placeFile(host: HostView, wanted: FileToPlace): Promise<Decision> {
  const path = await fileAt(host, wanted);
  const before = await host.readFile(path);
  if (before === undefined) {
    await needNoLink(host, path);
    await needDirectory(host, path);
  } else if (!wanted.force)
    return { changes: [], result: resultOf(path, { ...wanted, content: before.content }, before) };
  const { content, attributes, unsafeWrites, secret } = wanted;
  const changes = changeFile({ path, before, content, attributes, unsafeWrites, secret });
  return { changes, result: resultOf(path, wanted, before) };
}

/** The file itself: `dest`, or the one inside it. */
async function fileAt(host: HostView, { dest, name }: FileToPlace): Promise<string> {
  const bare = dest.replace(/(?<=.)\/+$/, "");
  const isDirectory = bare !== dest || (await statFollowed(host, bare))?.type === "directory";
  if (!isDirectory) return dest;
  if (name === undefined) {
    throw problem("RB5009", `"dest" is the directory ${dest}, and the content has no file name`, {
      hint: "Write the whole path of the file.",
    });
  }
  return posix.join(dest, name);
}

function resultOf(path: string, { content, attributes }: FileToPlace, before: FileSnapshot | undefined): ValueMap {
  const mode = attributes.mode ?? before?.stat.mode ?? modeOfNew.file;
  const owner = attributes.owner ?? before?.stat.owner;
  const group = attributes.group ?? before?.stat.group;
  return valueMap([
    ["dest", path],
    ["checksum", sha256(content)],
    ["size", content.length],
    ["state", "file"],
    ["mode", octal(mode)],
    ...(owner === undefined ? [] : [["owner", owner] as const]),
    ...(group === undefined ? [] : [["group", group] as const]),
  ]);
}
