import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Three names for this machine. */
export const localHosts = ["h1", "h2", "h3"] as const;

/** Shell text that waits until `openGate`. */
export const waitAtGate = (folder: string): string => `until [ -e ${folder}/gate ]; do sleep 0.05; done`;

/** Lets the commands go on, also those that come later. */
export function openGate(folder: string): void {
  writeFileSync(join(folder, "gate"), "");
}

/** Writes `inventory.yaml`, and `site.yaml` whose commands wait at the gate. */
export function localFleet(folder: string): void {
  const each = Object.fromEntries(localHosts.map((host) => [host, { ansible_connection: "local" }]));
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts: each } }));
  const place = `${folder}/{{ inventory_hostname }}`;
  const once = `echo began >> ${place}.began; ${waitAtGate(folder)}; echo ran >> ${place}.once`;
  const tasks = [
    { name: "settings", copy: { dest: `${place}.conf`, content: "new\n" }, notify: "restart" },
    { name: "once", shell: { cmd: once } },
    { name: "end", copy: { dest: `${place}.end`, content: "end\n" } },
  ];
  const handlers = [{ name: "restart", shell: { cmd: `echo restarted >> ${place}.restarts` } }];
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks, handlers }]));
}

/** What a run of `site.yaml` has left behind by a host's name: file endings and their texts. */
export function leftBy(folder: string, host: string): Readonly<Record<string, string>> {
  const names = ["conf", "began", "once", "end", "restarts"];
  return Object.fromEntries(names.flatMap((name) => textOf(join(folder, `${host}.${name}`), name)));
}

/** What a whole run leaves behind. */
export const wholeRun = { conf: "new\n", began: "began\n", once: "ran\n", end: "end\n", restarts: "restarted\n" };

function textOf(path: string, name: string): readonly (readonly [string, string])[] {
  try {
    return [[name, readFileSync(path, "utf8")]];
  } catch {
    return [];
  }
}
