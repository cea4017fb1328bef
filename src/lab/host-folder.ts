import { stat } from "node:fs/promises";
import { join } from "node:path";
import { campaignFiles } from "./campaign-files.ts";
import type { LabFile } from "./lab-file.ts";
import type { PracticeHost } from "./practice-host.ts";
import { sudoScript } from "./sudo-script.ts";
import { writeFolder } from "./write-folder.ts";

/** Where neolane's home lies below a practice host's root folder; the same place as on a real host. */
export const neolaneHome = "usr/local/neolane";

/** Makes the root folder of a practice host; one that exists is left alone, as a disk is when a host starts again. */
export async function makeHostFolder(path: string, host: PracticeHost): Promise<void> {
  if (await exists(path)) return;
  const files: LabFile[] = campaignFiles(host).map((file) => ({ ...file, path: join(neolaneHome, file.path) }));
  files.push({ path: "bin/sudo", content: sudoScript(), mode: 0o755 });
  files.push({ path: "bin/nlserver", content: nlserverOnPath, mode: 0o755 });
  if (host.trouble === "sudo-refused") files.push({ path: "practice-sudo-refused", content: "", mode: 0o644 });
  await writeFolder(path, files, ["root", "tmp", join("home", "operator")]);
}

/** Who logs in to a practice host: neolane, who owns Campaign; where sudo refuses, somebody who would need it. */
export function loginUser(host: PracticeHost): string {
  return host.trouble === "sudo-refused" ? "operator" : "neolane";
}

/** The environment of every command of a user: nothing of this process's own. */
export function hostEnvironment(
  path: string,
  user: string,
): Readonly<Record<string, string>> & { readonly HOME: string } {
  return {
    HOME: join(path, user === "neolane" ? neolaneHome : join("home", user)),
    USER: user,
    LOGNAME: user,
    SHELL: "/bin/sh",
    TMPDIR: join(path, "tmp"),
    PATH: `${join(path, "bin")}:/usr/local/bin:/usr/bin:/bin`,
  };
}

const nlserverOnPath = `#!/bin/sh
exec "\${0%/*}/../${neolaneHome}/nl6/bin/nlserver" "$@"
`;

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
