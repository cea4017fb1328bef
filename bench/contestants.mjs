// Who does a job, and how each is called. Every run is a process of its own: its start counts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const width = "50";

/**
 * All contestants; `program` is this project's main.js. A command gets the run, the number of hosts, the job and the folder with
 * what a client needs to know of the hosts.
 */
export function allContestants(program) {
  return [floor, ours(program), xargs, clush, ansible, mitogen];
}

/** Bare ssh2 with the whole job as one script in one exec: nothing previewed, durable, backed up or read again. */
const floor = {
  key: "floor",
  name: "bare ssh2, one exec",
  runs: ["first", "second"],
  command: ({ job, count }) => [process.execPath, file("floor/floor.mjs"), job.script, String(count), width],
  whyNot: () => undefined,
};

/** This project, with the playbook of Ansible. */
function ours(program) {
  return {
    key: "ours",
    name: "runbook",
    runs: ["plan", "first", "second"],
    command: ({ run, job, count, client }) => [
      ...[process.execPath, program, ...(run === "plan" ? ["plan"] : ["apply", "-y"])],
      ...[file(`peers/ansible/${job.playbook}.yml`), "-f", width, ...job.options(run)],
      ...["-i", `${client}/inventory.ini`, "-l", `all[0:${count - 1}]`],
      ...["--ssh-common-args", `-o UserKnownHostsFile=${client}/known_hosts -o IdentitiesOnly=yes`],
    ],
    /** Tells in JSON what the last run was like. */
    last: [process.execPath, program, "show", "last", "--format", "json"],
    whyNot: () => undefined,
  };
}

const xargs = fanOut("xargs", "xargs -P50 ssh", "findutils");
const clush = fanOut("clush", "clush -f50", "clustershell");

/** OpenSSH's client, a process per host, with the script of the floor. */
function fanOut(key, name, debian) {
  return {
    key,
    name,
    runs: ["first", "second"],
    command: ({ job, count }) => [
      "bash",
      file("peers/openssh-floor.sh"),
      key,
      String(count),
      width,
      file(`peers/${job.script}`),
    ],
    whyNot: () => (can(key, "--version") ? undefined : `there is no ${key} (Debian: apt-get install ${debian})`),
  };
}

/** Ansible with pipelining, ControlPersist and 50 forks. */
const ansible = {
  key: "ansible",
  name: "Ansible, tuned",
  runs: ["first", "second"],
  command: (one) => playbook("tuned", one),
  whyNot: whyNoAnsible,
};

/** Ansible with the strategy of mitogen: one Python process kept on every host. */
const mitogen = {
  key: "mitogen",
  name: "Ansible + mitogen",
  runs: ["first", "second"],
  command: (one) => playbook("mitogen", one),
  whyNot: () => {
    const strategy = can("/usr/bin/python3", "-c", "import ansible_mitogen.strategy");
    return (
      whyNoAnsible() ?? (strategy ? undefined : "its strategy is missing (Debian: apt-get install ansible-mitogen)")
    );
  },
};

function playbook(settings, { run, job, count }) {
  return ["bash", file("peers/ansible/run.sh"), settings, job.playbook, String(count), ...job.options(run)];
}

function whyNoAnsible() {
  if (!can("/usr/bin/ansible-playbook", "--version")) {
    return "there is no /usr/bin/ansible-playbook (Debian: apt-get install ansible)";
  }
  const snippet = spawnSync("/usr/bin/ansible-doc", ["-t", "module", "-s", "community.general.xml"], {
    encoding: "utf8",
  });
  if (!/xpath/.test(snippet.stdout ?? "")) return "its module community.general.xml is missing";
  return can("/usr/bin/python3", "-c", "import lxml")
    ? undefined
    : "Python's lxml is missing (Debian: apt-get install python3-lxml)";
}

function can(program, ...args) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}
