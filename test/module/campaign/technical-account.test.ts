import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { CredentialParameters } from "../../../src/campaign/credential-parameters.ts";
import receipt from "../../../src/campaign/modules/campaign-receipt.ts";
import stored from "../../../src/campaign/modules/campaign-stored-account.ts";
import account from "../../../src/campaign/modules/campaign-technical-account.ts";
import type { Change } from "../../../src/changes/change.ts";
import { fileShapes, type PracticeHost } from "../../../src/lab/practice-host.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { givenCredentials, practiceKey } from "../../support/campaign-credentials.ts";
import { type CampaignHost, campaignHost } from "../../support/campaign-host.ts";
import { testProject } from "../../support/test-project.ts";

const laid: CampaignHost[] = [];
afterEach(async () => {
  for (const one of laid.splice(0)) await one.remove();
});

const project = testProject({ "private.key": practiceKey.pem });
const old = "7.0 20.2 build 9187@8a41d07 of 12/22/2020";
const jwt = givenCredentials({ mode: "jwt", private_key_file: "private.key" });

async function lay(given: Partial<PracticeHost> = {}): Promise<CampaignHost> {
  const one = await campaignHost(given);
  laid.push(one);
  return one;
}

const setAccount = ({ host, installation }: CampaignHost, credentials = givenCredentials(), allow_replace = false) =>
  account.decide({ ...installation, credentials, allow_replace }, host, project);

const keepReceipt = ({ host, installation }: CampaignHost, credentials = givenCredentials()) =>
  receipt.decide({ ...installation, credentials }, host, project);

const lookAtStored = ({ host, installation }: CampaignHost) => {
  const { client_id, technical_account_id } = givenCredentials();
  return stored.decide({ ...installation, client_id, technical_account_id }, host, project);
};

async function applyBoth(one: CampaignHost, credentials = givenCredentials()): Promise<readonly Change[]> {
  const { changes } = await setAccount(one, credentials);
  await one.host.apply(changes);
  const kept = await keepReceipt(one, credentials);
  await one.host.apply(kept.changes);
  return [...changes, ...kept.changes];
}

describe("step 2", () => {
  test("hands the credentials to nlserver, which stores them encrypted", async () => {
    const one = await lay();
    await applyBoth(one);
    const text = (await one.host.files())[one.file("conf/config-acme_prod.xml")] ?? "";
    expect(text).toMatch(/authIMSTAClientId="0123456789abcdef0123456789abcdef"/);
    expect(text).toMatch(/authIMSTAClientSecret="@/);
    expect(text).not.toContain("canary");
  });

  test("a second run changes nothing, whatever the file looks like", async () => {
    for (const shape of fileShapes) {
      const one = await lay({ shape });
      expect(await applyBoth(one)).not.toEqual([]);
      expect([shape, await applyBoth(one)]).toEqual([shape, []]);
    }
  });

  test("JWT below 7.4.1 hands over the key too", async () => {
    const one = await lay({ release: old });
    await applyBoth(one, jwt);
    const text = (await one.host.files())[one.file("conf/config-acme_prod.xml")];
    expect(text).toMatch(/authIMSTAPrivateKey="@/);
    expect(await applyBoth(one, jwt)).toEqual([]);
  });

  test("the command shows no secret, declares what it writes, and names the instance", async () => {
    const [command] = (await setAccount(await lay({ release: old }), jwt)).changes;
    if (command?.kind !== "run-command") throw new Error("not a command");
    expect(command.shown).toBe(
      "nlserver config -instance:acme_prod -setimsjwtauth:0A1B2C3D4E5F60718293A4B5@AdobeOrg/0123456789abcdef0123456789abcdef/0123456789ABCDEF01234567@techacct.adobe.com/(secret)/(secret)",
    );
    expect(command.writes).toEqual([expect.stringMatching(/config-acme_prod.xml$/)]);
    expect(command.argumentSecret).toMatch(/only as an argument/);
    expect(JSON.stringify(command)).not.toMatch(/canary|LS0tLS1CRUdJTi/);
  });
});

describe("what nlserver stored", () => {
  test("is looked at in the file, whatever nlserver said", async () => {
    const one = await lay();
    await expect(lookAtStored(one)).rejects.toMatchObject({
      problems: [{ code: "RB6005", message: expect.stringMatching(/did not store .*it has no <ims> element/) }],
    });
    await one.host.apply((await setAccount(one)).changes);
    expect(await lookAtStored(one)).toEqual({ changes: [] });
  });

  test("must be encrypted", async () => {
    const one = await lay();
    await one.host.apply((await setAccount(one)).changes);
    const path = one.file("conf/config-acme_prod.xml");
    const before = await one.host.readFile(path);
    const content = Buffer.from(`${Buffer.from(before?.content ?? [])}`.replace('Secret="@', 'Secret="'));
    await one.host.apply([{ kind: "write-file", path, before, content, attributes: {}, inPlace: false }]);
    await expect(lookAtStored(one)).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining("is not an encrypted value") }],
    });
  });
});

describe("what counts as not applied", () => {
  const others: readonly (readonly [string, Partial<CredentialParameters>])[] = [
    ["another secret", { client_secret: new SecretText("client_secret", "p8e-other") }],
    ["another organization", { ims_org: "FFFFFFFFFFFFFFFFFFFFFFFF@AdobeOrg" }],
    ["another technical account", { technical_account_id: "FFFFFFFFFFFFFFFFFFFFFFFF@techacct.adobe.com" }],
  ];
  test.each(others)("%s", async (_what, other) => {
    const one = await lay();
    await applyBoth(one);
    expect((await setAccount(one, givenCredentials(other))).changes).toHaveLength(1);
    expect(await applyBoth(one, givenCredentials(other))).not.toEqual([]);
    expect(await applyBoth(one, givenCredentials(other))).toEqual([]);
  });

  test("an <ims> element that someone changed since", async () => {
    const one = await lay();
    await applyBoth(one);
    const path = one.file("conf/config-acme_prod.xml");
    const before = await one.host.readFile(path);
    const content = Buffer.from(`${Buffer.from(before?.content ?? [])}`.replace('Secret="@', 'Secret="@A'));
    await one.host.apply([{ kind: "write-file", path, before, content, attributes: {}, inPlace: false }]);
    expect((await setAccount(one)).changes).toHaveLength(1);
  });

  test("the same ids, set by hand, without a receipt", async () => {
    const one = await lay({ clientId: givenCredentials().client_id });
    expect((await setAccount(one)).changes).toHaveLength(1);
  });
});

describe("another client id", () => {
  test("is never replaced by itself", async () => {
    const one = await lay({ clientId: "someone-elses" });
    await expect(setAccount(one)).rejects.toMatchObject({
      problems: [
        {
          code: "RB6004",
          message: expect.stringContaining("someone-elses"),
          hint: expect.stringContaining("allow_replace"),
        },
      ],
    });
    expect((await setAccount(one, givenCredentials(), true)).changes).toHaveLength(1);
  });

  test("is not replaced either when an earlier run of ours has set it", async () => {
    const one = await lay();
    await applyBoth(one);
    await expect(setAccount(one, givenCredentials({ client_id: "f".repeat(32) }))).rejects.toMatchObject({
      problems: [{ code: "RB6004" }],
    });
  });
});

describe("the receipt", () => {
  test("lies in folders and files of the user alone, and holds no input", async () => {
    const one = await lay();
    await applyBoth(one);
    const { home } = await one.host.user();
    const modes = await Promise.all(
      [
        ".runbook",
        ".runbook/receipts",
        ".runbook/receipts/key",
        ".runbook/receipts/technical-account-acme_prod.json",
      ].map(async (path) => (await stat(join(home, path))).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
    const files = await one.host.files();
    expect(files[join(home, ".runbook/receipts/technical-account-acme_prod.json")]).not.toMatch(/canary|p8e|AdobeOrg/);
  });

  test("a folder that others may enter is closed", async () => {
    const one = await lay();
    const { home } = await one.host.user();
    await one.host.apply([{ kind: "make-directory", path: `${home}/.runbook`, attributes: { mode: 0o755 } }]);
    await applyBoth(one);
    expect((await stat(`${home}/.runbook`)).mode & 0o777).toBe(0o700);
  });

  test("is not written unless the file shows what was asked for", async () => {
    const one = await lay();
    await expect(keepReceipt(one)).rejects.toMatchObject({
      problems: [{ code: "RB6005", message: expect.stringContaining("has no <ims> element") }],
    });
    const { home } = await one.host.user();
    expect(Object.keys(await one.host.files()).filter((path) => path.startsWith(`${home}/.runbook`))).toEqual([]);
  });

  test("a damaged receipt or key is replaced", async () => {
    const one = await lay();
    await applyBoth(one);
    const { home } = await one.host.user();
    for (const name of ["key", "technical-account-acme_prod.json"]) {
      const path = `${home}/.runbook/receipts/${name}`;
      const before = await one.host.readFile(path);
      const content = Buffer.from("damaged");
      await one.host.apply([{ kind: "write-file", path, before, content, attributes: {}, inPlace: false }]);
      expect(await applyBoth(one)).not.toEqual([]);
      expect(await applyBoth(one)).toEqual([]);
    }
  });
});
