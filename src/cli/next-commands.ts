import type { RunFlags } from "./flags.ts";
import { typedLine } from "./typed-line.ts";

/** How a walk ended, as far as the next commands depend on it. */
export interface Ended {
  readonly mode: "plan" | "apply";
  readonly run: string;
  readonly pending: boolean;
  readonly exitCode: number;
  readonly flags: RunFlags;
  readonly prepared: { readonly file: string };
}

/** The commands to go on with, exactly as they can be typed: apply after a plan; after trouble, the record and a new plan. */
export function nextCommands({ mode, run, pending, exitCode, flags, prepared }: Ended): readonly string[] {
  const again = (command: string) => typedLine([command, prepared.file, ...flagWords(flags)]);
  const look = exitCode === 0 ? [] : [`runbook show ${run}`];
  if (mode === "plan") return [...look, ...(exitCode === 0 && pending ? [again("apply")] : [])];
  return exitCode === 0 ? look : [...look, again("plan")];
}

/** The flags that select hosts, values and logins; values of `-e name=value` are never secrets. */
function flagWords(flags: RunFlags): readonly string[] {
  const one = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  return [
    ...(flags.inventory ?? []).flatMap((file) => ["-i", file]),
    ...one("-l", flags.limit),
    ...(flags.extraVars ?? []).flatMap((value) => ["-e", value]),
    ...one("-t", flags.tags),
    ...one("--skip-tags", flags.skipTags),
    ...one("-u", flags.user),
    ...one("--private-key", flags.privateKey),
    ...one("--ssh-common-args", flags.sshCommonArgs),
    ...(flags.become ? ["-b"] : []),
    ...one("--become-user", flags.becomeUser),
    ...one("--become-method", flags.becomeMethod),
    ...(flags.askBecomePass ? ["-K"] : []),
  ];
}
