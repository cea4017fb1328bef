import type { FileSnapshot, FileStat } from "../changes/file-state.ts";
import { quote } from "../changes/quote.ts";
import { sha256 } from "../changes/virtual-files.ts";
import type { HostView, LoginUser, ProbeOptions, ProbeResult } from "../modules/contract/host-view.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Reply } from "../transport/connection.ts";
import type { UserShell } from "./host-session.ts";
import { bytesOf, missingBytes, textOfOutput } from "./output.ts";
import { parseStat } from "./parse-stat.ts";

const fileLimit = 16 * 1024 * 1024;
const readDeadline = 60_000;

/** What is at a path, and the path with the host's links resolved: of its folder, and of a file that was read. */
export interface Seen<T> {
  readonly realPath: string;
  readonly found: T | undefined;
}

/** A host as it is now, seen by one user. Files already read are not read again until `forget`. */
export class LiveView implements HostView {
  readonly name: string;
  readonly #shell: () => Promise<UserShell>;
  readonly #files = new Map<string, Promise<Seen<FileSnapshot>>>();

  constructor(name: string, shell: () => Promise<UserShell>) {
    this.name = name;
    this.#shell = shell;
  }

  /** What was read may be old from here on: a change was made or a command ran. */
  forget(): void {
    this.#files.clear();
  }

  async user(): Promise<LoginUser> {
    return (await this.#shell()).user;
  }

  async readFile(path: string): Promise<FileSnapshot | undefined> {
    return (await this.seeFile(path)).found;
  }

  /** As `readFile`. */
  seeFile(path: string): Promise<Seen<FileSnapshot>> {
    const known = this.#files.get(path) ?? this.#readFile(path);
    this.#files.set(path, known);
    known.catch(() => this.#files.delete(path));
    return known;
  }

  async stat(path: string): Promise<FileStat | undefined> {
    return (await this.see(path)).found;
  }

  /** As `stat`. */
  async see(path: string): Promise<Seen<FileStat>> {
    const reply = await this.#ask(`rb_lstat ${quote(path)}`);
    if (reply.status !== 0 && reply.status !== 44) throw unreadable(path, reply);
    const { realPath, rest } = afterRealPath(bytesOf(reply.stdout));
    return { realPath, found: reply.status === 44 ? undefined : parseStat(path, rest.toString("utf8")) };
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    const reply = await this.#ask(`(rb_list ${quote(path)})`);
    if (reply.status === 44) return undefined;
    if (reply.status !== 0) throw unreadable(path, reply);
    return textOfOutput(reply.stdout).split("\0").slice(0, -1).sort();
  }

  async probe(script: string, { args = [], input, deadline = readDeadline }: ProbeOptions = {}): Promise<ProbeResult> {
    const shell = await this.#shell();
    const feed =
      input === undefined ? "" : `printf %s ${quote(input instanceof SecretText ? input.reveal() : input)} | `;
    const text = `umask "$rb_umask";cd "$HOME" 2>/dev/null||cd /;${feed}(set -- ${args.map(quote).join(" ")}\n${script}\n)`;
    const reply = await shell.run({ script: text, kind: "user", deadline });
    return { status: reply.status, stdout: textOfOutput(reply.stdout), stderr: textOfOutput(reply.stderr) };
  }

  async #readFile(path: string): Promise<Seen<FileSnapshot>> {
    const reply = await this.#ask(`rb_read ${quote(path)}`, fileLimit + 65_536);
    if (reply.status === 44) return { realPath: afterRealPath(bytesOf(reply.stdout)).realPath, found: undefined };
    if (reply.status === 45) throw problem("RB5002", `${path} is not a regular file`);
    if (reply.status !== 0) throw unreadable(path, reply);
    if (missingBytes(reply.stdout) > 0) {
      throw problem("RB5002", `${path} is larger than ${fileLimit / 1024 / 1024} MiB`);
    }
    const found = snapshotOf(path, bytesOf(reply.stdout), (await this.#shell()).mounts);
    return { realPath: found.realPath, found };
  }

  async #ask(script: string, cap?: number): Promise<Reply> {
    const shell = await this.#shell();
    return shell.run({ script, kind: "own", deadline: readDeadline, ...(cap !== undefined && { cap }) });
  }
}

/** The reply of `rb_read`: real path, NUL, a line of stat, the bytes. */
function snapshotOf(path: string, reply: Uint8Array, mounts: ReadonlySet<string>): FileSnapshot {
  const { realPath, rest } = afterRealPath(reply);
  const lineEnd = rest.indexOf(10);
  const stat = parseStat(realPath, rest.toString("utf8", 0, lineEnd + 1));
  const content = new Uint8Array(rest.subarray(lineEnd + 1));
  if (content.length !== stat.size) {
    throw problem("RB5003", `${path} changed while it was read`, { hint: "Run it again." });
  }
  return { path, realPath, content, sha256: sha256(content), stat, mountPoint: mounts.has(realPath) };
}

/** Both looks answer the real path and NUL first. */
function afterRealPath(reply: Uint8Array): { readonly realPath: string; readonly rest: Buffer } {
  const bytes = Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength);
  const end = bytes.indexOf(0);
  return { realPath: bytes.toString("utf8", 0, end), rest: bytes.subarray(end + 1) };
}

function unreadable(path: string, reply: Reply): ProblemError {
  const said = textOfOutput(reply.stderr).trim().split("\n").at(-1) ?? "";
  return problem("RB5002", `cannot read ${path}${said === "" ? "" : `: ${said.replace(/^\S*: /, "")}`}`, {
    hint: "Does the user we run as have the right to, or is become needed?",
  });
}
