import { chmodSync, chownSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";

const folder = "/usr/local/neolane/nl6/conf";
const fileOf = (host: number) => `${folder}/config-camp${((host - 1) % 4) + 1}.xml`;
const count = 8;
const hosts = Array.from({ length: count }, (_, index) => index + 1);

const runbook = `- hosts: all
  tasks:
    - name: set the type
      xml:
        path: "{{ file }}"
        xpath: /serverconf/pipelined
        attribute: authType
        value: imsJwtToken
`;

/**
 * How the Nth call of a tool on a host ends: all processes there are killed before it or after it, at that call or whenever a tool
 * is called from then on, so that nobody can find out what became of it; or the tool fails.
 */
const ways = ["killed before", "killed after", "failed"] as const;
const silences = ["killed from then on", "done, then killed from then on"] as const;

/** Stands before the tool in PATH, counts the calls of all tools, and strikes at the one that /tmp/strike names. */
const shim = (tool: string) => `#!/bin/sh
n=0; read -r n 2>/dev/null </tmp/calls
n=$((n + 1)); echo "$n" >/tmp/calls
at=0; read -r at way 2>/dev/null </tmp/strike
case $way in
*" on") [ "$at" != 0 ] && [ "$n" -ge "$at" ] ;;
*) [ "$n" = "$at" ] ;;
esac || exec /usr/bin/${tool} "$@"
case $way in
"done, then killed from then on") [ "$n" != "$at" ] || /usr/bin/${tool} "$@"; kill -KILL -1 ;;
"killed before" | "killed from then on") kill -KILL -1 ;;
"killed after") /usr/bin/${tool} "$@"; kill -KILL -1 ;;
failed) echo "${tool}: struck" >&2; exit 1 ;;
esac
`;
const tools = ["mv", "ln", "sync", "dd", "sha256sum", "cp", "rm", "stat", "chmod", "chown", "cat", "mkdir"];

describe.skipIf(!canRunRealLab)(`a write that is struck at every step (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let lab: RealLab;
  let me: Controller;
  const original = new Map<number, string>();
  const seen = new Set<string>();

  beforeAll(async () => {
    lab = await RealLab.up(count, { variables: (host) => ({ file: fileOf(host) }) });
    me = controller();
    writeFileSync(join(me.folder, "set.yaml"), runbook);
    for (const host of hosts) {
      original.set(host, lab.read(host, fileOf(host)).toString());
      for (const tool of tools) {
        lab.write(host, `/usr/local/bin/${tool}`, shim(tool));
        chmodSync(lab.path(host, `/usr/local/bin/${tool}`), 0o755);
      }
    }
  });
  afterAll(async () => {
    me?.remove();
    await lab?.down();
  });

  /** One apply on every host, each struck as it says; the lines of what is wrong afterwards. */
  async function round(strikes: ReadonlyMap<number, string>): Promise<readonly string[]> {
    for (const host of hosts) prepare(host, strikes.get(host) ?? "0");
    const modes = new Map(hosts.map((host) => [host, JSON.stringify(lab.look(host, fileOf(host)))]));
    const ended = await me.run("apply", "set.yaml", "-y", "--format", "json", "-i", lab.inventory());
    const finished = eventsOf(ended).filter(({ type }) => type === "task.finished");
    return hosts.flatMap((host) => {
      const before = original.get(host) ?? "";
      const now = lab.read(host, fileOf(host)).toString();
      const state = now === before ? "old" : now === after(before) ? "new" : "torn";
      const status = finished.find((one) => one.host === lab.name(host))?.status ?? "lost";
      seen.add(`${status}, ${state}`);
      const wrong = [
        ...(state === "torn" ? ["the file is neither old nor new"] : []),
        ...(status === "changed" && state !== "new" ? ["said changed, and is not"] : []),
        ...(status === "ok" ? ["said ok"] : []),
        ...(modes.get(host) === JSON.stringify(lab.look(host, fileOf(host))) ? [] : ["mode or owner differ"]),
        ...(strikes.get(host)?.endsWith("failed") && leftovers(host).length > 0 ? [`left ${leftovers(host)}`] : []),
      ];
      return wrong.map((what) => `${strikes.get(host)}: ${what} (${status}, ${state})`);
    });
  }

  function prepare(host: number, strike: string): void {
    for (const left of leftovers(host)) rmSync(lab.path(host, join(folder, left)));
    rmSync(lab.path(host, "/tmp/calls"), { force: true });
    lab.write(host, "/tmp/strike", `${strike}\n`);
    const fresh = lab.path(host, `${fileOf(host)}.new`);
    writeFileSync(fresh, original.get(host) ?? "", { mode: 0o640 });
    chownSync(fresh, 4242, 4242);
    renameSync(fresh, lab.path(host, fileOf(host)));
  }

  function leftovers(host: number): readonly string[] {
    return readdirSync(lab.path(host, folder)).filter((name) => name.startsWith(".rb."));
  }

  test("leaves the old file or the new one, with its mode and owner, and is never called done when it is not", async () => {
    expect(await round(new Map())).toEqual([]);
    const calls = Number(lab.read(1, "/tmp/calls").toString());
    expect(calls).toBeGreaterThan(8);
    const strikes = Array.from({ length: calls }, (_, index) => ways.map((way) => `${index + 1} ${way}`)).flat();
    const wrong: string[] = [];
    for (let at = 0; at < strikes.length; at += count) {
      wrong.push(...(await round(new Map(strikes.slice(at, at + count).map((strike, index) => [index + 1, strike])))));
    }
    expect(wrong).toEqual([]);
    expect([...seen].toSorted()).toEqual(["changed, new", "failed, old", "lost, old"]);
  }, 120_000);

  test("is unknown only where the host never answers again", async () => {
    seen.clear();
    const steps = [5, 7, 10, 11].flatMap((step) => silences.map((way) => `${step} ${way}`));
    expect(await round(new Map(steps.map((strike, index) => [index + 1, strike])))).toEqual([]);
    expect([...seen].toSorted()).toEqual(["unknown, new", "unknown, old"]);
  }, 120_000);
});

function after(xml: string): string {
  return xml.replace(/(<pipelined\s[^>]*?)\/>/, '$1 authType="imsJwtToken"/>');
}
