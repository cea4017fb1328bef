import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SshTarget } from "../../src/transport/ssh-target.ts";
import { targetOn } from "./ssh-server.ts";

/** True where a real sshd with accounts of its own can be started: root, sshd, sudo, and mount namespaces. */
export const canRunSshd =
  process.getuid?.() === 0 && existsSync("/usr/sbin/sshd") && existsSync("/usr/bin/sudo") && canUnshare();

/** An OpenSSH server with the account `worker`, who may become `nobody` by sudo, and nobody else. */
export interface RealSshd {
  readonly target: SshTarget;
  readonly folder: string;
  /** The listening sshd; the accounts are seen in its mount namespace. */
  readonly pid: number;
  /** What sshd said so far. */
  log(): string;
  close(): Promise<void>;
}

/** Where an sshd runs, when not on a free port of 127.0.0.1: its address, and a command that runs commands there. */
export interface SshdPlace {
  readonly address: string;
  readonly port: number;
  readonly within: readonly string[];
}

/** Starts sshd in a mount namespace of its own, so that the machine's accounts and sudoers stay as they are. */
export async function startSshd(extraLines: readonly string[] = [], place?: SshdPlace): Promise<RealSshd> {
  const folder = mkdtempSync(join(tmpdir(), "runbook-sshd-"));
  chmodSync(folder, 0o755);
  const { address, port, within } = place ?? { address: "127.0.0.1", port: await freePort(), within: [] };
  for (const name of ["host", "id"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  const publicKey = readFileSync(join(folder, "host.pub"), "utf8").split(" ").slice(0, 2).join(" ");
  writeFileSync(join(folder, "known_hosts"), `${port === 22 ? address : `[${address}]:${port}`} ${publicKey}\n`);
  writeFileSync(join(folder, "authorized_keys"), readFileSync(join(folder, "id.pub")), { mode: 0o644 });
  mkdirSync(join(folder, "home"), { mode: 0o755 });
  execFileSync("chown", ["4242:4242", join(folder, "home")]);
  const account = `worker:x:4242:4242::${join(folder, "home")}:/bin/bash\n`;
  writeFileSync(join(folder, "passwd"), readFileSync("/etc/passwd", "utf8") + account);
  writeFileSync(join(folder, "shadow"), `${readFileSync("/etc/shadow", "utf8")}worker:*:19000:0:99999:7:::\n`, {
    mode: 0o640,
  });
  mkdirSync(join(folder, "sudoers.d"), { mode: 0o755 });
  writeFileSync(join(folder, "sudoers.d", "worker"), "worker ALL=(nobody) NOPASSWD: ALL\n", { mode: 0o440 });
  writeFileSync(
    join(folder, "config"),
    [
      ...extraLines,
      `ListenAddress ${address}:${port}`,
      `HostKey ${join(folder, "host")}`,
      `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
      `PidFile ${join(folder, "pid")}`,
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "",
    ].join("\n"),
  );
  const script = `for f in passwd shadow sudoers.d; do mount --bind "$0/$f" "/etc/$f" || exit 9; done
mkdir -p /run/sshd; exec /usr/sbin/sshd -D -e -f "$0/config"`;
  const [program = "", ...words] = [...within, "unshare", "-m", "--propagation", "private", "sh", "-c", script, folder];
  const daemon = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  await new Promise<void>((resolve, reject) => {
    daemon.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("Server listening")) resolve();
    });
    daemon.once("exit", () => reject(new Error(`sshd did not start: ${log}`)));
  });
  return {
    target: { ...targetOn(port, folder, "worker"), address },
    folder,
    pid: daemon.pid ?? 0,
    log: () => log,
    close: async () => {
      await ended(daemon);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const gone = new Promise((resolve) => daemon.once("exit", resolve));
  daemon.kill("SIGTERM");
  await gone;
}

function canUnshare(): boolean {
  try {
    execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
