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

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.#environment = { ...process.env, LAB_DIR: folder, LAB_PORT: String(port) };
  }

  /** Variables by which the peers' scripts find this lab. */
  get environment() {
    return { LAB_DIR: this.folder, LAB_PORT: String(this.port) };
  }

  up(count) {
    this.#verb("up", String(count));
  }

  /** The product's files of all hosts as they were. */
  reset() {
    this.#verb("reset");
  }

  /** CPU milliseconds of all hosts so far; `undefined` where nothing counts them. */
  cpu() {
    const { status, stdout } = spawnSync("bash", [script, "cpu"], { env: this.#environment, encoding: "utf8" });
    return status === 0 && stdout !== "" ? 1000 * Number(stdout) : undefined;
  }

  /** The hosts of the first `count` on which the job is not done; every contestant must leave none. */
  undone(count) {
    return Array.from({ length: count }, (_, index) => index + 1).filter((host) => {
      const pid = readFileSync(`${this.folder}/h/${host}/pid`, "utf8").trim();
      const file = `/proc/${pid}/root/usr/local/neolane/nl6/conf/config-camp${((host - 1) % 4) + 1}.xml`;
      const xml = readFileSync(file, "utf8");
      return !/<pipelined\s[^>]*authType="imsJwtToken"/.test(xml) || !/authIMSTAClientId="new-client-0002"/.test(xml);
    });
  }

  down() {
    this.#verb("down");
  }

  #verb(...words) {
    execFileSync("bash", [script, ...words], { env: this.#environment, stdio: ["ignore", "ignore", "inherit"] });
  }
}
