import { instanceFile } from "./instance-file.ts";
import type { LabFile } from "./lab-file.ts";
import { nlserverScript } from "./nlserver-script.ts";
import type { PracticeHost } from "./practice-host.ts";
import { defaultFile, serverFile } from "./server-file.ts";

const firstPid = 7600;

/**
 * What an installed Campaign consists of, with paths below the home of neolane (`/usr/local/neolane` on a real host).
 * Adobe: "Configuration principle", "Log files", "Installing packages with Linux"; `practice-*` files are our own.
 */
export function campaignFiles(host: PracticeHost): readonly LabFile[] {
  const files: LabFile[] = [
    { path: ".bashrc", content: "# .bashrc\n. ~/nl6/env.sh\n", mode: 0o644 },
    { path: "nl6/env.sh", content: environment, mode: 0o755 },
    { path: "nl6/customer.sh", content: "#!/bin/sh\nexport JDK_HOME=/usr/lib/jvm/default\n", mode: 0o755 },
    { path: "nl6/bin/nlserver", content: nlserverScript(), mode: 0o755 },
    { path: "nl6/conf/practice-build", content: `${host.release}\n`, mode: 0o644 },
    { path: "nl6/conf/serverConf.xml", content: serverFile(host), mode: 0o664 },
    { path: "nl6/conf/config-default.xml", content: defaultFile, mode: 0o664 },
    { path: "nl6/var/practice-tasks", content: taskTable(host), mode: 0o644 },
    { path: "nl6/var/practice-pid", content: `${firstPid + 50}\n`, mode: 0o644 },
    { path: "nl6/var/default/log/web.log", content: "", mode: 0o664 },
    { path: `nl6/var/${host.instance}/log/pipelined.log`, content: oldLog(host), mode: 0o664 },
  ];
  if (host.trouble !== "missing-file") {
    files.push({ path: `nl6/conf/config-${host.instance}.xml`, content: instanceFile(host), mode: 0o664 });
  }
  if (host.trouble === "bad-key") files.push({ path: "nl6/conf/practice-key-refused", content: "", mode: 0o644 });
  return files;
}

const environment = `#!/bin/sh
export XTK_INSTALL_DIR="$HOME/nl6"
export PATH="$XTK_INSTALL_DIR/bin:$PATH"
if [ -r "$XTK_INSTALL_DIR/customer.sh" ]; then . "$XTK_INSTALL_DIR/customer.sh"; fi
`;

/** Lines of "task pid megabytes": what the practice nlserver takes for running. */
function taskTable(host: PracticeHost): string {
  const tasks = ["syslogd@default", "watchdog", "web@default", `wfserver@${host.instance}`, `inMail@${host.instance}`];
  tasks.push(`mta@${host.instance}`);
  if (host.shape === "commented") tasks.push(`stat@${host.instance}`);
  if (host.pipelinedRuns) tasks.push(`pipelined@${host.instance}`);
  return tasks.map((task, index) => `${task} ${firstPid + 4 * index + 11} ${index + 2}.${9 - index}\n`).join("");
}

/** What pipelined wrote long ago: errors that nobody who looks for those since the restart should find. */
function oldLog(host: PracticeHost): string {
  if (!host.pipelinedRuns) return "";
  return [
    ["2021-05-31T08:42:18.124Z", "error", "Listener: JWT Token is empty. (iRc=16384)"],
    ["2021-05-31T08:42:48.582Z", "warning", "Connection seems to have been lost. Attempting to reconnect."],
    ["2021-06-01T06:00:04.310Z", "error", "XSV-350176 Invalid private key to get JSON web tokens. (iRc=16384)"],
  ]
    .map(([time, level, message]) => `${time}\t66462\t66501\t1\t${level}\tlog\t${message}\n`)
    .join("");
}
