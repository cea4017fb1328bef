// The hosts that a benchmark runs against: real sshd, one per host, on this machine.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("lab/lab.sh", import.meta.url));

/** Why this machine cannot run the hosts; `undefined` where it can. */
export function whyNoLab() {
  if (process.getuid?.() !== 0) return "it needs root (each host is a mount and pid namespace of its own)";
  if (!existsSync("/usr/sbin/sshd")) return "it needs OpenSSH's server (Debian: apt-get install openssh-server)";
  if (!existsSync("/usr/bin/sudo")) return "it needs sudo";
  return undefined;
}

/** Hosts h0001 and on, with the benchmark's product on them. */
export class Lab {
  folder;
  port;
  #environment;
  #count = 0;

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.#environment = { ...process.env, LAB_DIR: folder, LAB_PORT: String(port) };
  }

  /** Has at least so many hosts running. */
  up(count) {
    if (count <= this.#count) return;
    this.#verb("up", String(count));
    this.#count = count;
  }

  /** The product's files of the first `count` hosts as they were. */
  reset(count) {
    this.#verb("reset", ...Array.from({ length: count }, (_, index) => String(index + 1)));
  }

  /** CPU milliseconds of all hosts so far; `undefined` where nothing counts them. */
  cpu() {
    const { status, stdout } = spawnSync("bash", [script, "cpu"], { env: this.#environment, encoding: "utf8" });
    return status === 0 && stdout !== "" ? 1000 * Number(stdout) : undefined;
  }

  /** Where a file of a host can be read from outside. */
  path(host, path) {
    return `/proc/${readFileSync(`${this.folder}/h/${host}/pid`, "utf8").trim()}/root${path}`;
  }

  down() {
    if (this.#count > 0) this.#verb("down");
    this.#count = 0;
  }

  #verb(...words) {
    execFileSync("bash", [script, ...words], { env: this.#environment, stdio: ["ignore", "ignore", "inherit"] });
  }
}
