import { stat } from "node:fs/promises";
import { join } from "node:path";
import { campaignFiles } from "./campaign-files.ts";
import type { LabFile } from "./lab-file.ts";
import type { PracticeHost } from "./practice-host.ts";
import { sudoScript } from "./sudo-script.ts";
import { writeFolder } from "./write-carefully.ts";

/** Where neolane's home lies below a practice host's root folder; the same place as on a real host. */
export const neolaneHome = "usr/local/neolane";

/** Makes the root folder of a practice host; one that exists is left alone, as a disk is when a host starts again. */
export async function makeHostFolder(path: string, host: PracticeHost): Promise<void> {
  if (await exists(path)) return;
  const files: LabFile[] = campaignFiles(host).map((file) => ({ ...file, path: join(neolaneHome, file.path) }));
  files.push({ path: "bin/sudo", content: sudoScript(), mode: 0o755 });
  files.push({ path: "bin/nlserver", content: nlserverOnPath, mode: 0o755 });
  if (host.trouble === "sudo-refused") files.push({ path: "practice-sudo-refused", content: "", mode: 0o644 });
  await writeFolder(path, files, ["root", "tmp"]);
}

/** The environment of every command: nothing of this process's own. */
export function hostEnvironment(path: string): Readonly<Record<string, string>> {
  return {
    HOME: join(path, neolaneHome),
    USER: "neolane",
    LOGNAME: "neolane",
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
