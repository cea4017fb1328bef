import { execFile } from "node:child_process";
import { problem } from "../problems/problem.ts";
import type { SshOption } from "./ssh-arguments.ts";
import type { ConfigAsker, ConfigQuestion } from "./ssh-config-evaluate.ts";
import { honoredKeywords } from "./ssh-config-keywords.ts";
import { visible } from "./visible.ts";

/** Which ssh to ask, and from which file; the user's and the system's when none is named. */
export interface DumpSource {
  readonly program: string;
  readonly file?: string;
}

/**
 * What `ssh -G` says about a host, without what is only ssh's default. `undefined` when there is no ssh program. RB4012 when
 * ssh does not understand its files.
 */
export async function dumpConfig(
  source: DumpSource,
  question: ConfigQuestion,
  asker: ConfigAsker,
): Promise<readonly SshOption[] | undefined> {
  const { host, user, hostName } = question;
  const output = await ask(source.program, [
    "-G",
    ...(source.file === undefined ? [] : ["-F", source.file]),
    ...(user === undefined ? [] : ["-l", user]),
    ...(hostName === undefined ? [] : ["-o", `HostName=${hostName}`]),
    "--",
    host,
  ]);
  return output === undefined ? undefined : optionsOfDump(output, host, asker);
}

function ask(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: 20_000, maxBuffer: 4 << 20 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (error.code === "ENOENT") return resolve(undefined);
      const said = visible(stderr.trim() || error.message);
      reject(
        problem("RB4012", `ssh does not understand its configuration: ${said}`, { hint: `try: ssh -G ${args.at(-1)}` }),
      );
    });
    child.stdin?.end();
  });
}

/** The honored options in the output of `ssh -G`. */
export function optionsOfDump(output: string, host: string, { folder }: ConfigAsker): readonly SshOption[] {
  const origin = { name: `ssh -G ${host}`, folder };
  const options = output.split("\n").flatMap((line): readonly SshOption[] => {
    const [, keyword = "", value = ""] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (!honoredKeywords.has(keyword) || isDefault(keyword, value)) return [];
    const words = keyword === "identityfile" ? { words: [value] } : {};
    return [{ keyword, value, ...words, configured: true, written: `${keyword} ${value}`, origin }];
  });
  const keys = options.filter(({ keyword }) => keyword === "identityfile");
  return keys.length > 1 && keys.every(({ value }) => usualKey.test(value))
    ? options.filter((option) => !keys.includes(option))
    : options;
}

/** ssh prints its own list of key files where none is configured. */
const usualKey = /^~\/\.ssh\/id_(rsa|dsa|ecdsa|ed25519|xmss|mldsa\w*)(_sk)?$/;

function isDefault(keyword: string, value: string): boolean {
  if (keyword === "connecttimeout") return value === "none";
  if (keyword === "serveraliveinterval") return value === "0";
  return keyword === "knownhostscommand" && value === "none";
}
