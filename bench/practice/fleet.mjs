// Very many practice hosts on this machine, in processes of their own, and an inventory that reaches them.
import { fork } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const keeper = fileURLToPath(new URL("hosts.mjs", import.meta.url));
const perProcess = 250;

// Nothing but loopback is asked: no name server knows of a name that cannot exist.
const refused = ({ refused }) => ({ port: refused });
const wrongKey = ({ host, other }) => ({ key: `[127.0.0.1]:${host.port} ${other}` });
const unknown = () => ({ address: "no..name" });
const silent = ({ silent }) => ({ port: silent });
const deadWays = { alive: [], loud: [refused, wrongKey, unknown], silent: [refused, silent, wrongKey, unknown] };

/** Practice hosts p0001 and on; and every twentieth of them dead, where that is asked for. */
export class PracticeFleet {
  #folder;
  #lab;
  #processes = [];
  #parts = [];
  #listeners = [];
  #places;

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
    const silent = await this.#listen((socket) => socket.on("error", () => socket.destroy()).resume());
    const closed = createServer();
    this.#places = { silent, refused: await listening(closed) };
    closed.close();
  }

  /** Where an inventory and its known_hosts are. */
  folder(name) {
    return join(this.#folder, name);
  }

  /** Writes an inventory; `name`: alive, or loud or silent, as the dead among the hosts are. */
  inventory(name) {
    const folder = this.folder(name);
    mkdirSync(folder);
    const hosts = this.#parts.flatMap(({ hosts, keyFile, knownHostsFile }) => {
      const keys = readFileSync(knownHostsFile, "utf8").trim().split("\n");
      return hosts.map((host, index) => ({ ...host, keyFile, key: keys[index], address: "127.0.0.1" }));
    });
    const ways = deadWays[name];
    const dead = (host, index) => {
      const other = hosts[(index + 1) % hosts.length].key.split(" ").slice(1).join(" ");
      return { ...host, ...ways[Math.floor(index / 20) % ways.length]({ host, other, ...this.#places }) };
    };
    const shown = hosts.map((host, index) => (ways.length > 0 && index % 20 === 10 ? dead(host, index) : host));
    writeFileSync(join(folder, "known_hosts"), shown.map(({ key }) => `${key}\n`).join(""));
    writeFileSync(
      join(folder, "inventory.ini"),
      `[all]\n${shown.map(line).join("")}[all:vars]\nansible_user=neolane\n`,
    );
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
