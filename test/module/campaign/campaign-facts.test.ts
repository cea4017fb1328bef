import { afterEach, describe, expect, test } from "vitest";
import facts from "../../../src/campaign/modules/campaign-facts.ts";
import { isMap, ownValue, type ValueMap, valueMap } from "../../../src/expression/value.ts";
import { fileShapes, type PracticeHost } from "../../../src/lab/practice-host.ts";
import { type CampaignHost, campaignHost } from "../../support/campaign-host.ts";
import { testProject } from "../../support/test-project.ts";

const laid: CampaignHost[] = [];
afterEach(async () => {
  for (const one of laid.splice(0)) await one.remove();
});

async function look(given: Partial<PracticeHost> = {}) {
  const one = await campaignHost(given);
  laid.push(one);
  const decision = await facts.decide(one.installation, one.host, testProject());
  return { ...one, decision, campaign: mapAt(decision.gathered, "campaign") };
}

function mapAt(map: ValueMap | undefined, key: string): ValueMap {
  const value = map && ownValue(map, key);
  return isMap(value) ? value : valueMap([]);
}

describe("facts of an instance", () => {
  test("a host without a technical account", async () => {
    const { campaign, decision, file } = await look();
    expect(decision.changes).toEqual([]);
    expect(decision.message).toBe("acme_prod: build 9383@5c1f0be, no client id yet");
    expect({ ...campaign }).toMatchObject({
      instance: "acme_prod",
      instance_file: file("conf/config-acme_prod.xml"),
      server_file: file("conf/serverConf.xml"),
      nlserver: file("bin/nlserver"),
      log_file: file("var/acme_prod/log/pipelined.log"),
      build: 9383,
      sha: "5c1f0be",
      release: "7.4.1",
      support: "supported",
      credential_mode: "oauth",
      client_id: "",
      client_id_from: "server",
      ims_org_id: "0A1B2C3D4E5F60718293A4B5@AdobeOrg",
      ims_org_id_from: "server",
    });
    expect({ ...mapAt(campaign, "pipelined") }).toEqual({
      present: true,
      auth_type: "",
      auto_start: true,
      running: true,
      pid: expect.any(Number),
    });
  });

  test("every messy file is read, and 20.2.4 wants a JWT credential", async () => {
    for (const shape of fileShapes) {
      const { campaign } = await look({ shape, release: "7.0 20.2 build 9187@8a41d07 of 12/22/2020" });
      expect([shape, ownValue(campaign, "client_id"), ownValue(campaign, "credential_mode")]).toEqual([
        shape,
        "",
        "jwt",
      ]);
      expect(ownValue(mapAt(campaign, "pipelined"), "present")).toBe(shape !== "latin");
    }
  });

  test("the client id that is there is shown", async () => {
    const { campaign, decision } = await look({ clientId: "0f1e2d3c" });
    expect(ownValue(campaign, "client_id")).toBe("0f1e2d3c");
    expect(ownValue(campaign, "client_id_from")).toBe("instance");
    expect(decision.message).toMatch(/client id 0f1e2d3c$/);
  });

  test("an empty Organization id that hides the shared one is pointed out", async () => {
    const { campaign } = await look({ trouble: "empty-org" });
    expect([ownValue(campaign, "ims_org_id"), ownValue(campaign, "ims_org_id_from")]).toEqual(["", "instance"]);
    expect(ownValue(campaign, "ims_org_id_hidden")).toBe("0A1B2C3D4E5F60718293A4B5@AdobeOrg");
  });

  test("an unsupported build is a fact, not a failure", async () => {
    const { campaign } = await look({ release: "7.0 19.2 build 9082@b7710c4 of 08/20/2020", pipelinedKnown: false });
    expect([ownValue(campaign, "support"), ownValue(campaign, "build")]).toEqual(["unsupported", 9082]);
  });
});

describe("what keeps the facts from being known", () => {
  test("no such instance: the message names those of the host", async () => {
    const { host, installation } = await look();
    const decided = facts.decide({ ...installation, instance: "acme_pord" }, host, testProject());
    await expect(decided).rejects.toMatchObject({
      problems: [{ code: "RB5001", hint: expect.stringContaining("acme_prod") }],
    });
  });

  test("another home", async () => {
    const { host, installation } = await look();
    const decided = facts.decide({ ...installation, home: "/nowhere" }, host, testProject());
    await expect(decided).rejects.toMatchObject({ problems: [{ hint: expect.stringContaining("neolane_home") }] });
  });

  test("an instance name that could leave the folder", async () => {
    const { host, installation } = await look();
    const decided = facts.decide({ ...installation, instance: "../x" }, host, testProject());
    await expect(decided).rejects.toMatchObject({ problems: [{ code: "RB5009" }] });
  });

  test("a broken file", async () => {
    await expect(look({ trouble: "broken-xml" })).rejects.toMatchObject({ problems: [{ code: "RB5101" }] });
  });

  test("a banner without a build", async () => {
    await expect(look({ release: "7.X YY.R" })).rejects.toMatchObject({ problems: [{ code: "RB6002" }] });
  });
});
