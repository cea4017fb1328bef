import { afterEach, describe, expect, test } from "vitest";
import type { PracticeHost } from "../../../src/lab/practice-host.ts";
import { keyField, shells, Workshop } from "./nlserver-workshop.ts";

const config = "nl6/conf/config-acme_prod.xml";
const log = "nl6/var/acme_prod/log/pipelined.log";
const banner = /^\d\d:\d\d:\d\d > {3}Application server for Adobe Campaign Classic \((.*)\) of (\d\d\/\d\d\/\d{4})$/;

describe.each(shells)("nlserver tasks under %s", (...shell) => {
  let shop: Workshop;
  const open = (host: Partial<PracticeHost> = {}) => {
    shop = new Workshop(host, shell);
    return shop;
  };
  afterEach(() => shop.remove());
  const pidOf = (task: string) =>
    new RegExp(`^${task} \\((\\d+)\\) - [\\d.]+ MB$`, "m").exec(shop.nlserver("pdump").output)?.[1];
  const since = (before: string) => shop.text(log).slice(before.length);

  test.each([
    ["7.0 19.1 build 9032@d3b452f of 12/22/2020", "7.0 19.1 build 9032@d3b452f", "12/22/2020"],
    ["7.2.1 build 9346@39fdbb5 of 12/20/2021", "7.2.1 build 9346@39fdbb5", "12/20/2021"],
  ])("every command begins with the banner of build %s", (release, version, date) => {
    open({ release });
    for (const command of [
      ["pdump"],
      ["-version"],
      ["monitor", "-missing"],
      ["config", "-?"],
      ["restart", "x@y"],
      ["dance"],
    ]) {
      const [first = ""] = shop.nlserver(...command).output.split("\n");
      expect(banner.exec(first)?.slice(1)).toEqual([version, date]);
    }
  });

  test("pdump lists tasks with pid and memory; watchdog has no instance", () => {
    open();
    const lines = shop.nlserver("pdump").output.trim().split("\n").slice(1);
    expect(lines.length).toBe(8);
    for (const line of lines) expect(line).toMatch(/^(\S+?)(?:@(\S+))? \((\d+)\) - ([\d.,]+) (MB|Mb|Mo)$/);
    expect(lines.join()).toContain("watchdog (");
    expect(shop.nlserver("pdump", "-instance:default").output).not.toContain("@acme_prod");
  });

  test("restart gives a new pid, start and stop do what they say", () => {
    open();
    const first = pidOf("pipelined@acme_prod");
    const restarted = shop.nlserver("restart", "pipelined@acme_prod");
    expect(restarted.output).toMatch(
      /Stop requested for 'pipelined@acme_prod'[\s\S]*Running task 'pipelined@acme_prod'[\s\S]*pid=/,
    );
    const second = pidOf("pipelined@acme_prod");
    expect(Number(second)).toBeGreaterThan(Number(first));
    expect(shop.nlserver("stop", "pipelined@acme_prod", "-immediate").status).toBe(0);
    expect(pidOf("pipelined@acme_prod")).toBeUndefined();
    expect(shop.nlserver("start", "pipelined@acme_prod", "-noconsole").status).toBe(0);
    expect(Number(pidOf("pipelined@acme_prod"))).toBeGreaterThan(Number(second));
    expect(shop.nlserver("start", "pipelined@acme_prod").output).toContain("already running");
  });

  test("what does not run cannot be stopped or restarted", () => {
    open({ pipelinedRuns: false });
    for (const command of ["restart", "stop"]) {
      expect(shop.nlserver(command, "pipelined@acme_prod")).toMatchObject({
        status: 1,
        output: expect.stringMatching(/> {3}No task corresponds to the mask pipelined@acme_prod\n$/),
      });
    }
    expect(shop.nlserver("restart", "pipelined").output).toContain("No task corresponds to the mask pipelined@default");
  });

  test("a build without pipelined, or an instance without a file, starts none", () => {
    open({ pipelinedKnown: false, pipelinedRuns: false });
    for (const mask of ["pipelined@acme_prod", "mta@acme_test", "mta@../conf"]) {
      expect(shop.nlserver("start", mask)).toMatchObject({
        status: 1,
        output: expect.stringContaining(`the mask ${mask}`),
      });
    }
  });

  test("masks may hold wildcards; without tasks pdump says so", () => {
    open();
    const before = pidOf("mta@acme_prod");
    expect(shop.nlserver("restart", "m*@acme_prod").status).toBe(0);
    expect(pidOf("mta@acme_prod")).not.toBe(before);
    expect(shop.nlserver("shutdown").status).toBe(0);
    expect(shop.nlserver("pdump").output).toMatch(/\nno task\n$/);
  });

  test("monitor -missing lists what should run and does not, _autoStart left aside", () => {
    open({ pipelinedRuns: false });
    expect(shop.nlserver("monitor", "-missing").output.split("\n").slice(1)).toEqual(["pipelined@acme_prod", ""]);
    shop.nlserver("start", "pipelined@acme_prod");
    shop.nlserver("stop", "web@default");
    expect(shop.nlserver("monitor", "-missing").output.split("\n").slice(1)).toEqual(["web@default", ""]);
  });

  test("autoStart of serverConf.xml counts where the instance file says nothing", () => {
    open({ shape: "latin", pipelinedRuns: false });
    expect(shop.text(config)).not.toContain("<pipelined");
    expect(shop.nlserver("monitor", "-missing").output).toContain("\npipelined@acme_prod\n");
  });

  test("a malformed instance file keeps its modules from starting", () => {
    open({ trouble: "broken-xml" });
    expect(shop.nlserver("restart", "pipelined@acme_prod")).toMatchObject({
      status: 1,
      output: expect.stringContaining("is not well-formed: line"),
    });
    expect(pidOf("pipelined@acme_prod")).toBeUndefined();
  });

  describe("pipelined.log after a restart", () => {
    const setUp = (host: Partial<PracticeHost>, key = keyField) => {
      open({ shape: "small", ...host });
      shop.write(config, shop.text(config).replace("authType=''", "authType='imsJwtToken'"));
      if (key !== "") shop.nlserver("config", "-instance:acme_prod", `-setimsjwtauth:o/c/t/s/${key}`);
      const before = shop.text(log);
      shop.nlserver("restart", "pipelined@acme_prod");
      return since(before);
    };

    test("is quiet when the account and authType are set", () => {
      const lines = setUp({});
      expect(lines).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t\d+\t\d+\t1\tinfo\tlog\tStarting pipelined/);
      expect(lines).not.toContain("error");
    });

    test.each([
      ["there is no account", {}, ""],
      ["the key is no PEM text", {}, Buffer.from("not a key").toString("base64")],
      [
        "the key has CRLF lines",
        {},
        Buffer.from(Buffer.from(keyField, "base64").toString().replaceAll("\n", "\r\n")).toString("base64"),
      ],
      ["the key is refused", { trouble: "bad-key" } as const, keyField],
    ])("has the errors of KA-23014 when %s", (_why, host, key) => {
      const lines = setUp(host, key);
      for (const code of [
        "XSV-350176 Invalid private key",
        "INT-150012",
        "XTK-170065",
        "IMS Service Token is empty",
        "BAS-010007",
      ]) {
        expect(lines).toContain(code);
      }
    });

    test("has the errors of the retired OAuth when authType is not set", () => {
      open();
      const before = shop.text(log);
      shop.nlserver("restart", "pipelined@acme_prod");
      expect(since(before)).toMatch(
        /Listener: JWT Token is empty\. \(iRc=16384\)\n[\s\S]*no longer allowed to get access token/,
      );
    });

    test("gets nothing while syslogd is down", () => {
      open();
      const before = shop.text(log);
      shop.nlserver("stop", "syslogd");
      shop.nlserver("restart", "pipelined@acme_prod");
      expect(since(before)).toBe("");
    });
  });
});
