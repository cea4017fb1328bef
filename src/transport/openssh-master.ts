import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quote } from "../changes/quote.ts";
import type { ByteChannel, ChannelEnd } from "./byte-channel.ts";
import { LocalLink } from "./local-link.ts";
import { loggedInMarker, opensshArguments } from "./openssh-arguments.ts";
import type { SshTarget } from "./ssh-target.ts";

/** How to start a shared connection. */
export interface MasterStart {
  readonly target: SshTarget;
  /** A known_hosts file's text that counts instead of the target's files. */
  readonly only?: string | undefined;
  /** Milliseconds from the start to the finished login. */
  readonly deadline: number;
  /** Milliseconds for a polite end. */
  readonly grace: number;
}

/** A failed login: what ssh said, without its own debug lines, and how it ended. */
export class OpensshFailure extends Error {
  readonly said: string;
  readonly end: ChannelEnd | "late";

  constructor(said: string, end: ChannelEnd | "late") {
    super("ssh did not log in");
    this.said = said;
    this.end = end;
  }
}

/** sun_path holds 108 bytes, and ssh adds 17 to the name while it makes the socket. */
const longestFolder = 70;

const mostSaid = 64 * 1024;

/**
 * Runs ssh with its first word's arguments until it ends or standard input does, which is also when our own process is gone,
 * however it ended; then its folder is removed. It lets go of its output: a word
 * there about a killed ssh, where nobody reads any more, would end it before that.
 */
const keeper = `d=$1; shift
exec 3<&0
SSH_ASKPASS_REQUIRE=never ssh "$@" </dev/null 3<&- & m=$!
{ cat <&3; kill "$m"; } >/dev/null 2>&1 &
exec 3<&- >/dev/null 2>&1
wait "$m"; s=$?
rm -rf "$d"
exit "$s"`;

/** A login by the system's ssh that other ssh processes share through a socket in a private folder. */
export class OpensshMaster {
  readonly socket: string;
  readonly #direct: boolean;
  /** Resolves when ssh has ended and its folder is gone. */
  readonly gone: Promise<void>;
  #said = "";
  #over = false;
  #channel: ByteChannel | undefined;
  #loggedIn: () => void = () => {};
  #ended: (end: ChannelEnd) => void = () => {};

  private constructor(socket: string, { jumps, proxyCommand }: SshTarget) {
    this.socket = socket;
    this.#direct = jumps === undefined && proxyCommand === undefined;
    this.gone = new Promise((resolve) => {
      this.#ended = () => resolve();
    });
  }

  /** Logs in. Throws `OpensshFailure`. */
  static async start({ target, only, deadline, grace }: MasterStart): Promise<OpensshMaster> {
    const parent = tmpdir().length > longestFolder - 20 ? "/tmp" : tmpdir();
    const folder = await mkdtemp(join(parent, "runbook-via-"));
    const master = new OpensshMaster(join(folder, "s"), target);
    const knownHosts = join(folder, "known_hosts");
    if (only !== undefined) await writeFile(knownHosts, only);
    const trusted = only === undefined ? target : { ...target, acceptNew: false, knownHosts: [knownHosts] };
    const words = ["sh", folder, ...opensshArguments(trusted, master.socket)];
    const command = `exec sh -c ${quote(keeper)} ${words.map(quote).join(" ")}`;
    await master.#run(new LocalLink(target.name, grace), command, deadline);
    return master;
  }

  /** Lines that ssh wrote, without debug lines. */
  get said(): string {
    const lines = this.#said.split("\n").filter((line) => !/^debug\d: |^OpenSSH_\d/.test(line));
    return lines.join("\n").trim();
  }

  /** `SHA256:...` of the host's key, from ssh's own words; only they are there where the host is reached directly. */
  get hostKey(): string | undefined {
    if (!this.#direct) return undefined;
    return /^debug1: Server host key: \S+ (SHA256:\S+)/m.exec(this.#said)?.[1];
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Ends ssh at once. */
  end(): void {
    this.#channel?.destroy();
  }

  async #run(link: LocalLink, command: string, deadline: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const start = new Promise<void>((resolve, reject) => {
      this.#loggedIn = resolve;
      const tellGone = this.#ended;
      this.#ended = (end) => {
        tellGone(end);
        reject(new OpensshFailure(this.said, end));
      };
      timer = setTimeout(() => reject(new OpensshFailure(this.said, "late")), deadline);
    });
    start.catch(() => {});
    this.#channel = await link.open(command, {
      stdout: (chunk) => {
        if (chunk.includes(loggedInMarker)) this.#loggedIn();
      },
      stderr: (chunk) => {
        this.#said = (this.#said + chunk.toString("latin1")).slice(0, mostSaid);
      },
      closed: (end) => {
        this.#over = true;
        this.#channel?.destroy();
        this.#ended(end);
      },
    });
    try {
      await start;
    } catch (error) {
      this.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
