// Who does the Campaign job, and how each is called. Every run is a process of its own: its start counts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const playbook = file("peers/ansible/job-xml.yml");

/** Bare ssh2 with the whole job as one script in one exec: nothing previewed, durable, backed up or read again. */
export const floor = {
  name: "bare ssh2, one exec",
  runs: ["first", "second"],
  command: (_run, count) => [process.execPath, file("floor/floor.mjs"), "script", String(count), "50"],
};

/** This project, with the playbook of Ansible. */
export function ours(lab) {
  const hosts = (count) => [
    ...["-i", `${lab.folder}/client/inventory.ini`, "-l", range(count)],
    ...["--ssh-common-args", `-o UserKnownHostsFile=${lab.folder}/client/known_hosts`],
  ];
  return {
    name: "runbook",
    runs: ["plan", "first", "second"],
    command: (run, count) => {
      const verb = run === "plan" ? ["plan"] : ["apply", "-y"];
      return [process.execPath, file("../dist/main.js"), ...verb, playbook, ...hosts(count)];
    },
  };
}

/** Ansible with pipelining, ControlPersist and 50 forks. */
export const ansible = {
  name: "Ansible, tuned",
  runs: ["first", "second"],
  command: (_run, count) => ["bash", file("peers/ansible/run.sh"), "tuned", "job-xml", String(count)],
};

/** Why Ansible cannot take part; `undefined` where it can. */
export function whyNoAnsible() {
  const { error } = spawnSync("/usr/bin/ansible-playbook", ["--version"], { stdio: "ignore" });
  if (error) return "there is no /usr/bin/ansible-playbook (Debian: apt-get install ansible)";
  const module = spawnSync("/usr/bin/ansible-doc", ["-t", "module", "-s", "community.general.xml"], {
    encoding: "utf8",
  });
  if (!/xpath/.test(module.stdout ?? "")) return "its module community.general.xml is missing";
  const lxml = spawnSync("/usr/bin/python3", ["-c", "import lxml"], { stdio: "ignore" });
  return lxml.status === 0 ? undefined : "Python's lxml is missing (Debian: apt-get install python3-lxml)";
}

function range(count) {
  return `all[0:${count - 1}]`;
}
