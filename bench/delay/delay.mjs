// Hosts of a lab behind a network with latency.
import { fork } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const forwarder = fileURLToPath(new URL("forwarder.mjs", import.meta.url));

/** The same hosts on the next port, with a latency that can be set; `folder` is where clients learn how to reach them. */
export class Delay {
  folder;
  port;
  #process;

  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
  }

  /** Begins to forward to the first `count` hosts of a lab. */
  async start(lab, count) {
    cpSync(`${lab.folder}/client`, `${this.folder}/client`, { recursive: true });
    for (const name of ["known_hosts", "inventory.ini", "ssh_config"]) {
      const text = readFileSync(`${lab.folder}/client/${name}`, "utf8");
      const ported = text.replaceAll(new RegExp(`(\\]:|Port |ansible_port=)${lab.port}\\b`, "g"), `$1${this.port}`);
      writeFileSync(`${this.folder}/client/${name}`, ported.replaceAll(lab.folder, this.folder));
    }
    this.#process = fork(forwarder, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const addresses = readFileSync(`${lab.folder}/client/hosts.txt`, "utf8").trim().split("\n").slice(0, count);
    await this.#ask({ listen: addresses, port: this.port, to: lab.port });
  }

  /** The round-trip time, for new connections. */
  set(milliseconds) {
    return this.#ask({ milliseconds });
  }

  /** Connections, their round trips, and bytes sent and received by clients, since it was asked last. */
  count() {
    return this.#ask("count");
  }

  stop() {
    this.#process?.disconnect();
  }

  #ask(message) {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error("the forwarder ended"));
      this.#process.once("exit", ended);
      this.#process.once("message", (answer) => {
        this.#process.off("exit", ended);
        resolve(answer);
      });
      this.#process.send(message);
    });
  }
}
