import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import command from "../../../src/campaign/modules/campaign-command.ts";
import processModule from "../../../src/campaign/modules/campaign-process.ts";
import account from "../../../src/campaign/modules/campaign-technical-account.ts";
import verify from "../../../src/campaign/modules/campaign-verify.ts";
import { ownValue, type ValueMap } from "../../../src/expression/value.ts";
import type { PracticeHost } from "../../../src/lab/practice-host.ts";
import { givenCredentials } from "../../support/campaign-credentials.ts";
import { type CampaignHost, campaignHost } from "../../support/campaign-host.ts";
import { testProject } from "../../support/test-project.ts";

const laid: CampaignHost[] = [];
afterEach(async () => {
  for (const one of laid.splice(0)) await one.remove();
});

const project = testProject();
const { client_id, technical_account_id } = givenCredentials();

/** An instance after steps 2 and 3. */
async function configured(given: Partial<PracticeHost> = {}): Promise<CampaignHost> {
  const one = await campaignHost(given);
  laid.push(one);
  const { changes } = await account.decide(
    { ...one.installation, credentials: givenCredentials(), allow_replace: false },
    one.host,
    project,
  );
  await one.host.apply(changes);
  const file = one.file("conf/config-acme_prod.xml");
  await writeFile(file, (await readFile(file, "utf8")).replace("authType=''", "authType='imsJwtToken'"));
  return one;
}

type State = "restarted" | "started" | "stopped";

async function bring({ host, installation }: CampaignHost, state: State): Promise<ValueMap> {
  const { changes, result = {} } = await processModule.decide(
    { ...installation, process: "pipelined", state },
    host,
    project,
  );
  await host.apply(changes);
  return result;
}

const check = ({ host, installation }: CampaignHost, restart?: ValueMap, more: object = {}) =>
  verify.decide(
    {
      ...installation,
      client_id,
      technical_account_id,
      auth_type: "imsJwtToken",
      restart,
      wait: 1000,
      watch: 0,
      ...more,
    },
    host,
    project,
  );

describe("processes", () => {
  test("are restarted where they run", async () => {
    const one = await configured();
    const result = await bring(one, "restarted");
    expect(result.action).toBe("restart");
    expect((await check(one, result)).message).toMatch(
      /runs with pid \d+ \(before: \d+\), and its log shows no error since/,
    );
  });

  test("are started where they should run and do not", async () => {
    const one = await configured({ pipelinedRuns: false });
    const result = await bring(one, "restarted");
    expect([result.action, result.previous_pid]).toEqual(["start", null]);
    expect((await check(one, result)).message).toMatch(/runs with pid \d+, and its log/);
    expect((await bring(one, "started")).action).toBe("none");
  });

  test("are left alone where they are not meant to run", async () => {
    const one = await configured({ pipelinedRuns: false });
    const file = one.file("conf/config-acme_prod.xml");
    await writeFile(
      file,
      (await readFile(file, "utf8")).replace("<pipelined autoStart='true'", "<pipelined _autoStart='true'"),
    );
    const result = await bring(one, "restarted");
    expect(result.action).toBe("none");
    expect(one.host.commands).toHaveLength(1);
    expect((await check(one, result)).message).toMatch(/not meant to run on this host/);
  });

  test("are stopped where they run", async () => {
    const one = await configured();
    expect((await bring(one, "stopped")).action).toBe("stop");
    expect((await bring(one, "stopped")).action).toBe("none");
  });

  test("any nlserver command runs in the product's environment", async () => {
    const one = await configured();
    const { changes } = await command.decide(
      { home: one.installation.home, arguments: ["config", "-reload"] },
      one.host,
      project,
    );
    expect(changes[0]?.kind === "run-command" && changes[0].shown).toBe("nlserver config -reload");
    await one.host.apply(changes);
    expect(await readFile(one.file("var/default/log/web.log"), "utf8")).toMatch(/Configuration read again/);
  });
});

describe("verification", () => {
  test("without a restart the process may be as old as it likes, and old errors do not count", async () => {
    const one = await configured();
    const { changes, message, result = {} } = await check(one);
    expect(changes).toEqual([]);
    expect(message).toBe(`acme_prod is configured; pipelined runs with pid ${ownValue(result, "pid")}`);
  });

  test("another client id, another authType, no process: all is said at once", async () => {
    const one = await configured();
    await bring(one, "stopped");
    const failed = check(one, undefined, { client_id: "x", auth_type: "y" });
    await expect(failed).rejects.toMatchObject({
      problems: [
        {
          code: "RB6005",
          message: expect.stringMatching(
            /authIMSTAClientId is "0123[^;]*; the effective authType of <pipelined> is "imsJwtToken", not "y"; pipelined@acme_prod does not run$/,
          ),
          hint: expect.stringContaining("nlserver start pipelined@acme_prod"),
        },
      ],
    });
  });

  test("a restart after which the same process runs is none", async () => {
    const one = await configured();
    const { result = {} } = await check(one);
    const restart = {
      action: "restart",
      previous_pid: ownValue(result, "pid") ?? null,
      log: "/none",
      log_inode: "",
      log_size: 0,
    };
    await expect(check(one, restart)).rejects.toThrow(/was restarted but still runs with pid/);
  });

  test("a data folder that customer.sh moves is followed; a process that logs nothing is not praised", async () => {
    const one = await configured({ pipelinedRuns: true });
    const moved = one.file("moved");
    await rename(one.file("var"), moved);
    await writeFile(one.file("env.sh"), "");
    await writeFile(one.file("customer.sh"), `export XTK_VAR_DIR='${moved}'\n`);
    const restart = await bring(one, "restarted");
    expect(ownValue(restart, "log")).toBe(`${moved}/acme_prod/log/pipelined.log`);
    expect((await check(one, restart)).message).toMatch(/and its log shows no error since$/);

    const again = await bring(one, "restarted");
    await writeFile(`${moved}/acme_prod/log/pipelined.log`, "");
    expect((await check(one, { ...again, log_inode: "", log_size: 0 })).message).toMatch(
      /, but has logged nothing yet$/,
    );
  });

  test("errors of KA-23014 since the restart are found and explained", async () => {
    const one = await configured({ trouble: "bad-key" });
    const failed = check(one, await bring(one, "restarted"));
    await expect(failed).rejects.toMatchObject({
      problems: [
        {
          message: expect.stringMatching(/^XSV-350176: the private key is not the one/),
          hint: expect.stringMatching(/The log says: 20.*XSV-350176/),
        },
      ],
    });
  });

  test("a log that was rotated in between is read across both files", async () => {
    const one = await configured();
    const restart = await bring(one, "restarted");
    const log = one.file("var/acme_prod/log/pipelined.log");
    await appendFile(log, "2026-06-01T00:00:00.000Z\t1\t1\t1\terror\tlog\tXTK-170065 x (iRc=16384)\n");
    await rename(log, log.replace(".log", "_2.log"));
    await writeFile(log, "2026-06-01T00:00:01.000Z\t1\t1\t1\terror\tlog\tBAS-010007 y (iRc=-55)\n");
    await expect(check(one, restart)).rejects.toMatchObject({
      problems: [{ message: expect.stringMatching(/^XTK-170065.*; BAS-010007/) }],
    });
  });
});
