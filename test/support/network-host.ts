import { execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canRunSshd, type RealSshd, startSshd } from "./real-sshd.ts";

/** Why this machine cannot run hosts in networks of their own; `undefined` where it can. */
export const whyNoNetwork = reason();

/** For `describe.skipIf(!canRunNetwork)`; the title then says `whyNoNetwork`. */
export const canRunNetwork = whyNoNetwork === undefined;

/** A real sshd behind a cable of its own, which can be cut and filtered on the host's side. */
export interface NetworkHost extends RealSshd {
  readonly address: string;
  /** Filters what comes in at the host, and what goes out: rules of nft, such as `drop`. They replace those before. */
  filter(rules: { readonly input?: string; readonly output?: string }): void;
  /** Runs a program as root in the host's network, among its accounts and files. */
  run(...command: readonly string[]): string;
  /** Every process of the host: sshd, its sessions, what they started. */
  pids(): readonly number[];
  /** Sends a signal to processes of the host by their command line. */
  signal(name: NodeJS.Signals, commandLine: RegExp): void;
  /** The folder of the account `worker`. */
  readonly home: string;
}

let count = 0;

/** A host with an address and a network namespace of its own, on port 22; ends with `close`, at the latest with this process. */
export async function startNetworkHost(sshdLines: readonly string[] = []): Promise<NetworkHost> {
  const number = (process.pid * 32 + count++) % 32_768;
  const name = `rb${process.pid.toString(36)}x${count}`;
  const network = `198.${18 + (number >> 14)}.${(number >> 6) & 255}`;
  const last = (number & 63) * 4;
  const address = `${network}.${last + 2}`;
  const janitor = spawn("sh", ["-c", `read -r line; ${ending}`, name], { detached: true, stdio: ["pipe", 1, 2] });
  const ip = (...words: readonly string[]) => execFileSync("ip", words, { stdio: ["ignore", "pipe", "pipe"] });
  ip("netns", "add", name);
  ip("link", "add", name, "type", "veth", "peer", "name", "wire", "netns", name);
  ip("address", "add", `${network}.${last + 1}/30`, "dev", name);
  ip("link", "set", name, "up");
  ip("-n", name, "address", "add", `${address}/30`, "dev", "wire");
  ip("-n", name, "link", "set", "wire", "up");
  ip("-n", name, "link", "set", "lo", "up");
  const within = ["ip", "netns", "exec", name];
  const sshd = await startSshd(sshdLines, { address, port: 22, within });
  const pids = () => execFileSync("ip", ["netns", "pids", name], { encoding: "utf8" }).trim().split("\n").map(Number);
  return {
    ...sshd,
    address,
    home: join(sshd.folder, "home"),
    pids,
    run: (...command) =>
      execFileSync("nsenter", [`--net=/run/netns/${name}`, `--mount=/proc/${sshd.pid}/ns/mnt`, ...command], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      }),
    filter: ({ input = "", output = "" }) => {
      const chain = (hook: string, rules: string) =>
        `chain ${hook} { type filter hook ${hook} priority 0\n${rules}\n}\n`;
      const rules = `flush ruleset\ntable inet runbook {\n${chain("input", input)}${chain("output", output)}}\n`;
      execFileSync("ip", ["netns", "exec", name, "nft", "-f", "-"], { input: rules });
    },
    signal: (signal, commandLine) => {
      const hit = pids().filter((pid) => commandLine.test(commandLineOf(pid)));
      if (hit.length === 0) throw new Error(`no process of the host matches ${commandLine}`);
      for (const pid of hit) process.kill(pid, signal);
    },
    close: async () => {
      const gone = new Promise((resolve) => janitor.once("exit", resolve));
      janitor.stdin?.end();
      await gone;
      await sshd.close();
    },
  };
}

/** Ends the processes of the namespace `$0` and the namespace; its end of the cable takes the other with it. */
const ending = `ip netns pids "$0" | while read -r p; do kill -KILL "$p"; done; ip netns delete "$0"`;

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

function reason(): string | undefined {
  if (!canRunSshd) return "needs root, sshd, sudo and mount namespaces";
  const name = `rb${process.pid.toString(36)}trial`;
  const trial = `ip netns add "$0" && { ip netns exec "$0" nft list ruleset; r=$?; ip netns delete "$0"; exit $r; }`;
  const { status } = spawnSync("sh", ["-c", trial, name], { stdio: "ignore" });
  return status === 0 ? undefined : "needs network namespaces and nft";
}
