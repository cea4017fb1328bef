import { Command } from "commander";
import { type RunFlags, withRun } from "./flags.ts";

/** The flags that select hosts, values and logins, as words of a command line; values of `-e name=value` are never secrets. */
export function flagWords(flags: RunFlags): readonly string[] {
  const one = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  return [
    ...(flags.inventory ?? []).flatMap((file) => ["-i", file]),
    ...one("-l", flags.limit),
    ...(flags.extraVars ?? []).flatMap((value) => ["-e", value]),
    ...one("-t", flags.tags),
    ...one("--skip-tags", flags.skipTags),
    ...one("--start-at-task", flags.startAtTask),
    ...one("-u", flags.user),
    ...one("--private-key", flags.privateKey),
    ...one("--ssh-common-args", flags.sshCommonArgs),
    ...one("-T", flags.timeout === undefined ? undefined : String(flags.timeout / 1000)),
    ...(flags.vaultPasswordFile ?? []).flatMap((file) => ["--vault-password-file", file]),
    ...(flags.vaultId ?? []).flatMap((id) => ["--vault-id", id]),
    ...(flags.askVaultPass ? ["-J"] : []),
    ...(flags.askPass ? ["-k"] : []),
    ...(flags.become ? ["-b"] : []),
    ...one("--become-user", flags.becomeUser),
    ...one("--become-method", flags.becomeMethod),
    ...(flags.askBecomePass ? ["-K"] : []),
  ];
}

/** The flags that such words stand for. */
export function flagsOfWords(words: readonly string[]): RunFlags {
  return withRun(new Command().exitOverride())
    .parse([...words], { from: "user" })
    .opts<RunFlags>();
}
