import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../bench/lab/lab.sh", import.meta.url));

/** Why this machine cannot run hosts with a real sshd and a real sudo; `undefined` where it can. */
export const whyNoRealLab = reason();

/** For `describe.skipIf(!canRunRealLab)`; the title then says `whyNoRealLab`. */
export const canRunRealLab = whyNoRealLab === undefined;

/** What a host's command gave back. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The accounts of every host: `neolane` may sudo to anyone, `ops` to neolane, `guest` to nobody. */
export type LabUser = "neolane" | "ops" | "guest";

/** How a lab differs from the benchmark's. */
export interface LabOptions {
  /** A program that puts the product's files into a base folder; see lab.sh. */
  readonly product?: string;
  /** Home of neolane. */
  readonly home?: string;
  /** Variables of host I in the inventory. */
  readonly variables?: (host: number) => Readonly<Record<string, string>>;
}

/** Hosts h0001, h0002, ... with OpenSSH and sudo, each with files and processes of its own; numbered from 1. */
export class RealLab {
  readonly folder: string;
  readonly port: number;
  readonly keyFile: string;
  readonly knownHosts: string;
  /** The inventory as the lab writes it for Ansible. */
  readonly iniInventory: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #options: LabOptions;
  readonly #count: number;
  readonly #janitor: ReturnType<typeof spawn>;

  private constructor(folder: string, port: number, count: number, options: LabOptions) {
    this.folder = folder;
    this.port = port;
    this.#count = count;
    this.#options = options;
    this.keyFile = join(folder, "client/id_ed25519");
    this.knownHosts = join(folder, "client/known_hosts");
    this.iniInventory = join(folder, "client/inventory.ini");
    this.#environment = {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      LAB_DIR: folder,
      LAB_PORT: String(port),
      ...(options.product && { LAB_PRODUCT: options.product }),
      ...(options.home && { LAB_HOME: options.home }),
    };
    // Waits for the end of its input, which comes with the end of this process, however that ends.
    this.#janitor = spawn("sh", ["-c", 'read -r line; exec bash "$0" down', script], {
      env: this.#environment,
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
  }

  /** Starts the hosts; they end with `down`, and at the latest with this process. */
  static async up(count: number, options: LabOptions = {}): Promise<RealLab> {
    const port = await freePort();
    const lab = new RealLab(`/run/runbook-lab-${port}`, port, count, options);
    try {
      lab.lab("up", String(count));
      return lab;
    } catch (error) {
      await lab.down();
      throw error;
    }
  }

  /** Name of host I in every inventory. */
  name(host: number): string {
    return `h${String(host).padStart(4, "0")}`;
  }

  address(host: number): string {
    return `127.1.${Math.floor(host / 256)}.${host % 256}`;
  }

  /** A YAML inventory of all hosts (or of these) with all that is needed to log in as `user`. */
  inventory(
    user: LabUser = "neolane",
    extra: { readonly hosts?: readonly number[]; readonly key?: string } = {},
  ): string {
    const numbers = extra.hosts ?? Array.from({ length: this.#count }, (_, index) => index + 1);
    const path = join(this.folder, `client/inventory-${user}-${numbers.join("-")}.yaml`);
    const hosts = numbers.map((host) => {
      const variables = { ansible_host: this.address(host), ...this.#options.variables?.(host) };
      const lines = Object.entries(variables).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}\n`);
      return `    ${this.name(host)}:\n${lines.join("")}`;
    });
    writeFileSync(
      path,
      `all:
  vars:
    ansible_port: ${this.port}
    ansible_user: ${user}
    ansible_ssh_private_key_file: ${extra.key ?? this.keyFile}
    ansible_ssh_common_args: "-o UserKnownHostsFile=${this.knownHosts} -o IdentitiesOnly=yes"
  hosts:
${hosts.join("")}`,
    );
    return path;
  }

  /** Every file and folder that host I made, changed or removed since it was started; what a dry run leaves empty. */
  written(host: number): readonly string[] {
    const upper = join(this.folder, `h/${host}/upper`);
    return readdirSync(upper, { recursive: true, encoding: "utf8" }).sort();
  }

  /** Where a path of host I is on this machine. */
  path(host: number, path: string): string {
    return join("/proc", readFileSync(join(this.folder, `h/${host}/pid`), "utf8").trim(), "root", path);
  }

  read(host: number, path: string): Buffer {
    return readFileSync(this.path(host, path));
  }

  write(host: number, path: string, content: string | Uint8Array): void {
    writeFileSync(this.path(host, path), content);
  }

  /** Mode and owner as `ls` shows them, and what may be compared. */
  look(host: number, path: string): { readonly mode: number; readonly uid: number; readonly gid: number } {
    const { mode, uid, gid } = lstatSync(this.path(host, path));
    return { mode, uid, gid };
  }

  /** Runs a program on host I as root, without ssh. */
  sh(host: number, ...command: readonly string[]): Said {
    const { status, stdout, stderr } = spawnSync("bash", [script, "sh", String(host), ...command], {
      env: this.#environment,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  /** A verb of lab.sh: freeze, thaw, kill, drop, undrop, reset, ... Throws with what it said when it fails. */
  lab(...words: readonly string[]): string {
    return execFileSync("bash", [script, ...words], { env: this.#environment, encoding: "utf8" });
  }

  /** Ends all hosts and removes everything. */
  async down(): Promise<void> {
    if (this.#janitor.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#janitor.once("exit", resolve));
    this.#janitor.stdin?.end();
    await gone;
  }
}

function reason(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root";
  for (const tool of ["/usr/sbin/sshd", "/usr/bin/sudo", "/usr/bin/nsenter", "/usr/bin/ssh-keygen"]) {
    if (!existsSync(tool)) return `needs ${tool}`;
  }
  const folder = join(tmpdir(), "runbook-overlay-probe");
  mkdirSync(folder, { recursive: true });
  const trial = `mount -t tmpfs none "$0" && mkdir "$0/u" "$0/w" "$0/r" && mount -t overlay -o "lowerdir=/,upperdir=$0/u,workdir=$0/w" none "$0/r"`;
  const { status } = spawnSync("unshare", ["--mount", "--pid", "--fork", "--uts", "sh", "-c", trial, folder]);
  return status === 0 ? undefined : "needs mount namespaces and overlayfs";
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.1.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
