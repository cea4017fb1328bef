import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** What is at a path, as `runbook.mjs` says it, with inode and owner; `null` when nothing is. */
export function lookAt(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const more = { mode: stat.mode & 0o7777, owner: `${stat.uid}:${stat.gid}`, inode: stat.ino };
  if (stat.isSymbolicLink()) return { is: "link", target: readlinkSync(path), ...more };
  if (stat.isDirectory()) return { is: "directory", ...more };
  if (!stat.isFile()) return { is: "other", ...more };
  try {
    return { is: "file", text: readFileSync(path, "utf8"), ...more };
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

/** Names of all that is below a folder, relative to it. */
export function namesBelow(folder) {
  return readdirSync(folder, { recursive: true }).sort();
}

/** The state is one of these; owner and inode count where they are said. */
export function isOneOf(now, states) {
  return states.some((state) => {
    if (state === null || now === null) return state === now;
    return Object.entries(state).every(([name, value]) => now[name] === value);
  });
}

/** For people. */
export function shown(state) {
  if (state === null) return "nothing";
  const { is, text, mode, target } = state;
  const rights = mode === undefined ? "" : ` ${mode.toString(8)}`;
  return is === "file" ? `${JSON.stringify(text)}${rights}` : is === "link" ? `link to ${target}` : `${is}${rights}`;
}

/** All hosts of a scene at this moment: `{ host: { path: state } }`. */
export function hostsNow({ folder, hosts }, pathsOf) {
  return Object.fromEntries(
    hosts.map((host) => [
      host,
      Object.fromEntries(Object.keys(pathsOf(host)).map((path) => [path, lookAt(join(folder, host, path))])),
    ]),
  );
}
