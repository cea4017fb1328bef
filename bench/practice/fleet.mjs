// Very many practice hosts on this machine, in processes of their own, and an inventory that reaches them.
import { fork } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const keeper = fileURLToPath(new URL("hosts.mjs", import.meta.url));
const perProcess = 250;

/** Practice hosts p0001 and on; and every twentieth of them dead, where that is asked for. */
export class PracticeFleet {
  #folder;
  #lab;
  #processes = [];
  #parts = [];
  #listeners = [];

  constructor(folder, program) {
    this.#folder = folder;
    this.#lab = join(dirname(program), "lab");
    mkdirSync(folder);
  }

  /** Starts the hosts, and what the dead ones need. */
  async start(count) {
    const sizes = Array.from({ length: Math.ceil(count / perProcess) }, (_, index) =>
      Math.min(perProcess, count - index * perProcess),
    );
    this.#parts = await Promise.all(sizes.map((size, index) => this.#keep(size, join(this.#folder, `part-${index}`))));
    this.silent = await this.#listen((socket) => socket.on("error", () => socket.destroy()));
    const refused = createServer();
    this.refused = await listening(refused);
    refused.close();
  }

  /** Writes an inventory and its known_hosts; the folder of them. */
  inventory(name, { dead }) {
    const folder = join(this.#folder, name);
    mkdirSync(folder);
    const hosts = this.#parts.flatMap(({ hosts, keyFile, knownHostsFile }) => {
      const keys = readFileSync(knownHostsFile, "utf8").trim().split("\n");
      return hosts.map((host, index) => ({ ...host, keyFile, key: keys[index], address: "127.0.0.1", alive: true }));
    });
    const shown = dead
      ? hosts.map((host, index) => (index % 20 === 10 ? this.#dead(host, index, hosts) : host))
      : hosts;
    writeFileSync(join(folder, "known_hosts"), shown.map(({ key }) => `${key}\n`).join(""));
    writeFileSync(
      join(folder, "inventory.ini"),
      `[all]\n${shown.map(line).join("")}[all:vars]\nansible_user=neolane\n`,
    );
    return folder;
  }

  /** How many hosts' file of this name does not hold this text. */
  without(text, name) {
    const folders = this.#parts.flatMap(({ hosts }) => hosts.map(({ folder }) => folder));
    return folders.filter((folder) => !holds(join(folder, name), text)).length;
  }

  /** CPU milliseconds of the processes that keep the hosts, with the commands that have ended. */
  cpu() {
    return this.#processes.reduce((total, { pid }) => total + processTime(pid), 0);
  }

  stop() {
    for (const listener of this.#listeners) listener.close();
    for (const child of this.#processes) child.disconnect();
  }

  #keep(count, folder) {
    const child = fork(keeper, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#processes.push(child);
    return new Promise((resolve, reject) => {
      child.once("message", resolve).once("error", reject);
      child.once("exit", (code) => reject(new Error(`the practice hosts ended with ${code}`)));
      child.send({ lab: this.#lab, folder, count });
    });
  }

  /** Four ways to be dead, in turn. Nothing but loopback is asked: the name cannot exist, so no name server is. */
  #dead(host, index, hosts) {
    const other = hosts[(index + 1) % hosts.length].key.split(" ").slice(1).join(" ");
    const ways = [
      { port: this.refused },
      { port: this.silent },
      { key: `[127.0.0.1]:${host.port} ${other}` },
      { address: "no..name" },
    ];
    return { ...host, ...ways[Math.floor(index / 20) % ways.length], alive: false };
  }

  #listen(onSocket) {
    const listener = createServer(onSocket);
    this.#listeners.push(listener);
    return listening(listener);
  }
}

function line({ address, port, keyFile, folder }, index) {
  const name = `p${String(index + 1).padStart(4, "0")}`;
  return `${name} ansible_host=${address} ansible_port=${port} ansible_ssh_private_key_file=${keyFile} root=${folder}\n`;
}

function listening(server) {
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

function holds(path, text) {
  try {
    return readFileSync(path, "utf8").includes(text);
  } catch {
    return false;
  }
}

/** Milliseconds, from /proc: fields 14 to 17, in hundredths of a second. */
function processTime(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((total, one) => total + 10 * Number(one), 0);
}
