import { userInfo } from "node:os";
import { join } from "node:path";
import { Slots } from "./slots.ts";
import type { SshOption } from "./ssh-arguments.ts";
import { dumpConfig } from "./ssh-config-dump.ts";
import { type ConfigAsker, type ConfigQuestion, evaluateConfig } from "./ssh-config-evaluate.ts";
import { type ConfigFile, readConfigFile } from "./ssh-config-file.ts";
import { honoredKeywords } from "./ssh-config-keywords.ts";

/** Whose configuration is read. */
export interface SshConfigOptions extends ConfigAsker {
  readonly home: string;
  /** The home folder that ssh itself would use, from the password database when left out. */
  readonly loginHome?: string;
  /** Where the system's file is; `/etc/ssh/ssh_config` when left out. */
  readonly systemFile?: string;
  /** The ssh to ask; "ssh" when left out. */
  readonly program?: string;
}

const mostProcesses = 4;

/**
 * What `~/.ssh/config` and the system's ssh_config say about hosts. The files are read when the first host is asked for; only
 * when they set something for us is `ssh -G` run, once per distinct question, or, without an ssh program, our own reader used.
 */
export class SshConfig {
  readonly #options: SshConfigOptions;
  readonly #answers = new Map<string, Promise<readonly SshOption[]>>();
  readonly #slots = new Slots(mostProcesses, 30_000);
  #files: readonly ConfigFile[] | undefined;

  constructor(options: SshConfigOptions) {
    this.#options = options;
  }

  /** The options for a host, first ones first. RB4012. */
  options(question: ConfigQuestion): Promise<readonly SshOption[]> {
    const key = JSON.stringify([question.host, question.user, question.hostName]);
    const answer = this.#answers.get(key) ?? this.#answer(question);
    this.#answers.set(key, answer);
    return answer;
  }

  async #answer(question: ConfigQuestion): Promise<readonly SshOption[]> {
    this.#files ??= this.#read();
    const files = this.#files;
    if (!files.some(saysSomething)) return [];
    return (
      (this.#sshReadsTheSame() ? await this.#dump(question) : undefined) ??
      evaluateConfig(files, question, this.#options)
    );
  }

  #read(): readonly ConfigFile[] {
    const { home, systemFile = "/etc/ssh/ssh_config" } = this.#options;
    return [
      readConfigFile(join(home, ".ssh", "config"), { home, kind: "user" }),
      readConfigFile(systemFile, { home, kind: "system" }),
    ];
  }

  async #dump(question: ConfigQuestion): Promise<readonly SshOption[] | undefined> {
    const release = await this.#slots.take();
    try {
      return await dumpConfig({ program: this.#options.program ?? "ssh" }, question, this.#options);
    } finally {
      release();
    }
  }

  /** ssh finds its files by the password database and not by HOME; where these differ, HOME counts for us. */
  #sshReadsTheSame(): boolean {
    const { systemFile, home, loginHome = userInfo().homedir } = this.#options;
    return systemFile === undefined && home === loginHome;
  }
}

function saysSomething(file: ConfigFile): boolean {
  return file.some(
    ({ keyword, included }) =>
      honoredKeywords.has(keyword) || keyword === "canonicalizehostname" || included.some(saysSomething),
  );
}
