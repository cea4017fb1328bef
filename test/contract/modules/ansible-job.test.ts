import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";
import { differences, treeOf } from "../../support/tree.ts";

const bench = new URL("../../../bench/", import.meta.url).pathname;
const instance = "camp2";
const auth = "NEW@AdobeOrg/new-client-0002/tech2@techacct.adobe.com/s3cr3t/QUJDREVGRw==";
const conf = `conf/config-${instance}.xml`;

/** Where each playbook puts the attribute. */
const edits = {
  "job-line": (xml: string) => xml.replace("  <pipelined ", '  <pipelined authType="imsJwtToken" '),
  "job-xml": (xml: string) => xml.replace(/(<pipelined\s[^>]*?)\/>/, '$1 authType="imsJwtToken"/>'),
} as const;

describe.each(["job-line", "job-xml"] as const)("the playbook %s, as Ansible runs it", (name) => {
  const runbook = readFileSync(join(bench, `peers/ansible/${name}.yml`), "utf8");
  const usual = { HOME: process.env.HOME, NL_HOME: process.env.NL_HOME };
  let shop: Workshop;
  let product: string;
  let original: string;
  let expected: string;

  /** The benchmark's product, with its own nlserver, in a folder of this machine. */
  beforeAll(() => {
    shop = workshop();
    const base = join(shop.folder, "base");
    product = join(base, "usr/local/neolane/nl6");
    mkdirSync(join(base, "home/neolane"), { recursive: true });
    execFileSync("bash", [join(bench, "lab/product.sh"), base]);
    Object.assign(process.env, { HOME: join(base, "home/neolane"), NL_HOME: product });
    original = read(conf);
    nlserver("config", `-instance:${instance}`, `-setimsjwtauth:${auth}`);
    expected = edits[name](read(conf));
    writeFileSync(join(product, conf), original);
    rmSync(join(product, "var/nlserver.log"));
  });
  afterAll(() => {
    for (const [key, value] of Object.entries(usual)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
    shop.close();
  });

  const read = (path: string) => readFileSync(join(product, path), "utf8");
  const nlserver = (...words: readonly string[]) => execFileSync(join(product, "bin/nlserver"), words);
  const walk = (mode: "plan" | "apply") => shop.walk({ runbook, mode, extra: { nl: product, instance } });
  const inProduct = () => treeOf(dirname(dirname(product)));

  test("a plan runs what only looks, shows what an apply will do, and writes nothing", async () => {
    const before = await inProduct();
    const { statuses, exitCode } = await walk("plan");
    expect(exitCode).toBe(0);
    expect(statuses()).toEqual([
      "read ims/@authIMSTAClientId: ok",
      "set the technical account: changed",
      "pipelined uses IMS tokens: changed",
      "restart pipelined: changed",
      "verify: ok",
    ]);
    expect(await inProduct()).toEqual(before);
  });

  test("an apply leaves what the command and the attribute make of the file, and nothing else", async () => {
    const before = await inProduct();
    const { statuses, exitCode } = await walk("apply");
    expect(exitCode).toBe(0);
    expect(statuses().filter((one) => one.endsWith("changed"))).toHaveLength(3);
    expect(read(conf)).toBe(expected);
    expect(read("var/nlserver.log")).toContain(`restart pipelined@${instance}`);
    const changed = differences(before, await inProduct());
    expect(changed.map((path) => path.replace(/^neolane\/nl6\//, ""))).toEqual([conf, "var/nlserver.log"]);
  });

  test("a second apply changes nothing", async () => {
    const before = await inProduct();
    const { statuses } = await walk("apply");
    expect(statuses()).toEqual([
      "read ims/@authIMSTAClientId: ok",
      "set the technical account: skipped",
      "pipelined uses IMS tokens: ok",
      "verify: ok",
    ]);
    expect(await inProduct()).toEqual(before);
  });
});
