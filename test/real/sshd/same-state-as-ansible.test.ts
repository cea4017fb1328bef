import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoAnsible } from "../../support/both-ways.ts";
import { type Controller, controller } from "../../support/program.ts";
import { RealLab, whyNoRealLab } from "../../support/real-lab.ts";
import { differences, type Tree, treeOf } from "../../support/tree.ts";

const whyNot = whyNoRealLab ?? (await whyNoAnsible("lxml"));
const hosts = [1, 2] as const;
const playbook = (name: string) => new URL(`../../../bench/peers/ansible/${name}`, import.meta.url).pathname;
const conf = (host: number) => `usr/local/neolane/nl6/conf/config-camp${host}.xml`;
const log = "usr/local/neolane/nl6/var/nlserver.log";
const attribute = ' authType="imsJwtToken"';

/** What a tool left on a host: every file that is not as it was at the start, but for those of the tool itself. */
interface Left {
  readonly files: readonly string[];
  /** Mode and owner by file. */
  readonly rights: Readonly<Record<string, string>>;
  readonly configuration: string;
  readonly log: string;
}

/** Both tools on hosts of their own that began alike, and the files as they began. */
interface Both {
  readonly start: readonly string[];
  readonly ours: readonly Left[];
  readonly theirs: readonly Left[];
}

const isOfATool = (path: string) => /^home\/neolane\/\.(ansible|runbook)(\/|$)/.test(path);

async function leftOn(lab: RealLab, host: number): Promise<Left> {
  const upper = join(lab.folder, `h/${host}/upper`);
  const [before, after]: readonly Tree[] = await Promise.all([treeOf(join(lab.folder, "base")), treeOf(upper)]);
  if (before === undefined || after === undefined) throw new Error("no trees");
  const isFile = (path: string) => after.get(path)?.type !== "directory";
  const files = differences(before, after).filter((path) => after.has(path) && isFile(path) && !isOfATool(path));
  const rights = files.map((path) => [path, `${after.get(path)?.mode} ${after.get(path)?.owner}`] as const);
  return {
    files,
    rights: Object.fromEntries(rights),
    configuration: lab.read(host, `/${conf(host)}`).toString(),
    log: lab
      .read(host, `/${log}`)
      .toString()
      .replaceAll(/^[-\d]+ [:\d]+/gm, "TIME"),
  };
}

/** As the playbook's users start it; nothing is left running in the background. */
function ansiblePlaybook(lab: RealLab, path: string, home: string): Promise<void> {
  const env = {
    PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
    HOME: home,
    LC_ALL: "C.UTF-8",
    ANSIBLE_PIPELINING: "1",
    ANSIBLE_SSH_ARGS: "-o ControlMaster=no -o ControlPath=none",
    ANSIBLE_SSH_COMMON_ARGS: `-o UserKnownHostsFile=${lab.knownHosts} -o IdentitiesOnly=yes`,
  };
  return new Promise((resolve, reject) => {
    execFile("/usr/bin/ansible-playbook", ["-i", lab.iniInventory, path], { env }, (error, stdout, stderr) =>
      error ? reject(new Error(`ansible-playbook failed: ${stdout}${stderr}`)) : resolve(),
    );
  });
}

async function runBoth(name: string, me: Controller): Promise<Both> {
  const [ours, theirs] = [await RealLab.up(hosts.length), await RealLab.up(hosts.length)];
  try {
    const start = hosts.map((host) => readFileSync(join(ours.folder, "base", conf(host)), "utf8"));
    const sshArgs = ["--ssh-common-args", `-o UserKnownHostsFile=${ours.knownHosts}`];
    const ended = await me.run("apply", playbook(name), "-y", "-i", ours.iniInventory, ...sshArgs);
    expect(ended.stderr).toBe("");
    expect(ended.exitCode).toBe(0);
    await ansiblePlaybook(theirs, playbook(name), me.folder);
    const left = (lab: RealLab) => Promise.all(hosts.map((host) => leftOn(lab, host)));
    return { start, ours: await left(ours), theirs: await left(theirs) };
  } finally {
    await Promise.all([ours.down(), theirs.down()]);
  }
}

/** XML without what says nothing: the declaration, quotes, blanks between attributes. */
function canonical(xml: string): string {
  const script =
    "import sys; from lxml import etree; sys.stdout.buffer.write(etree.tostring(etree.fromstring(sys.stdin.buffer.read()), method='c14n'))";
  return execFileSync("/usr/bin/python3", ["-c", script], { input: xml, encoding: "utf8" });
}

/** The file without the attribute, and without the element that the playbook's own command writes to. */
const outside = (xml: string) => xml.replace(attribute, "").replace(/<ims [^>]*\/>/, "<ims/>");

describe.skipIf(whyNot !== undefined)(
  `playbooks of Ansible leave the state that Ansible leaves (${whyNot ?? "root, sshd, sudo, ansible"})`,
  () => {
    let me: Controller;
    beforeAll(() => {
      me = controller();
    });
    afterAll(() => me?.remove());

    describe.each(["job-line.yml", "job-xml.yml"])("%s", (name) => {
      let both: Both;
      beforeAll(async () => {
        both = await runBoth(name, me);
      });

      test("the same files changed, with the same modes and owners", () => {
        expect(both.ours.map(({ files }) => files)).toEqual(hosts.map((host) => [conf(host), log]));
        expect(both.ours.map(({ rights }) => rights)).toEqual(both.theirs.map(({ rights }) => rights));
      });

      test("commands and handlers ran the same number of times, in the same order", () => {
        expect(both.ours.map((left) => left.log)).toEqual(both.theirs.map((left) => left.log));
      });

      test("the configuration says the same, where Ansible keeps the file's bytes in the same bytes", () => {
        if (name === "job-line.yml") {
          const bytes = (left: readonly Left[]) => left.map(({ configuration }) => configuration);
          expect(bytes(both.ours)).toEqual(bytes(both.theirs));
        }
        const said = (left: readonly Left[]) => left.map(({ configuration }) => canonical(configuration));
        expect(said(both.ours)).toEqual(said(both.theirs));
      });

      test("bytes outside the attribute are those from before", () => {
        for (const left of both.ours) expect(left.configuration).toContain(attribute);
        expect(both.ours.map(({ configuration }) => outside(configuration))).toEqual(both.start.map(outside));
      });
    });
  },
);
