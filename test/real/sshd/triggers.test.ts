import { chownSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepAnswers } from "../../../src/lab/answers-file.ts";
import { type CampaignLab, campaignHome, startCampaignLab } from "../../support/campaign-lab.ts";
import { type Controller, controller, eventsOf } from "../../support/program.ts";
import { canRunRealLab, whyNoRealLab } from "../../support/real-lab.ts";

const file = "triggers-io.yaml";
const nobody = 65534;
const shortWatch = ["-e", "log_watch=1s"] as const;

const attributes = /(?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/.source;

/** A configuration file in pieces: the two elements that may differ (and the space around them), and all else. */
function partsOf(text: string): { pipelined: string | undefined; comments: readonly string[]; rest: string } {
  const comments = text.match(/<!--[\s\S]*?-->/g) ?? [];
  const bare = text.replace(/<!--[\s\S]*?-->/g, "<!---->");
  const ims = new RegExp(`\\s*(?:<ims${attributes}/>)?\\s*(</shared>)`);
  const pipelined = new RegExp(`\\s*(<pipelined${attributes}/?>)`);
  return {
    pipelined: pipelined.exec(bare)?.[1],
    comments,
    rest: bare.replace(ims, "$1").replace(pipelined, ""),
  };
}

/** The tag without the one attribute that the runbook sets. */
function withoutAuthType(tag: string | undefined): string | undefined {
  return tag?.replace(/\s+authType="imsJwtToken"/, "");
}

describe.skipIf(!canRunRealLab)(
  `the Triggers runbook on real sshd hosts (${whyNoRealLab ?? "root, sshd, sudo"})`,
  () => {
    const numbers = [1, 2, 3];
    let campaign: CampaignLab;
    let me: Controller;
    let answers: string;
    const original = new Map<number, Buffer>();

    beforeAll(async () => {
      campaign = await startCampaignLab(3);
      me = controller();
      answers = await keepAnswers(me.folder);
      for (const host of numbers) original.set(host, campaign.lab.read(host, campaign.instanceFile(host)));
    });
    afterAll(async () => {
      me?.remove();
      await campaign?.lab.down();
    });

    test("a plan writes nothing on any host", async () => {
      const { lab } = campaign;
      const ended = await me.run("plan", file, "-i", lab.inventory(), "-e", `@${answers}`, ...shortWatch);
      expect(ended.stderr).toBe("");
      expect(ended.exitCode).toBe(0);
      expect(ended.stdout).toContain('authType="imsJwtToken"');
      expect(numbers.map((host) => lab.written(host))).toEqual([[], [], []]);
    });

    describe.each(["neolane", "ops"] as const)("as the login user %s", (user) => {
      beforeAll(() => {
        campaign.lab.lab("reset");
      });

      test("an apply changes the attribute and what nlserver stores, and no other byte; mode and owner stay", async () => {
        const { lab, instanceFile } = campaign;
        const modes = numbers.map((host) => lab.look(host, instanceFile(host)));
        const ended = await me.run(
          "apply",
          file,
          "-y",
          "--verify",
          "-i",
          lab.inventory(user),
          "-e",
          `@${answers}`,
          ...shortWatch,
        );
        expect(ended.stderr).toBe("");
        expect(ended.exitCode, ended.stdout).toBe(0);
        for (const host of numbers) {
          const now = lab.read(host, instanceFile(host)).toString("latin1");
          const before = original.get(host)?.toString("latin1") ?? "";
          expect(now).toMatch(/authIMSTAClientId="[0-9a-f]{32}"/);
          const [was, is] = [partsOf(before), partsOf(now)];
          expect(is.rest).toBe(was.rest);
          expect(is.comments).toEqual(was.comments);
          expect(withoutAuthType(is.pipelined)).toBe(was.pipelined ? was.pipelined : "<pipelined/>");
        }
        expect(numbers.map((host) => lab.look(host, instanceFile(host)))).toEqual(modes);
      });

      test("a second apply changes nothing", async () => {
        const { lab, instanceFile } = campaign;
        const before = numbers.map((host) => lab.read(host, instanceFile(host)));
        const ended = await me.run(
          "apply",
          file,
          "-y",
          "--format",
          "json",
          "-i",
          lab.inventory(user),
          "-e",
          `@${answers}`,
        );
        expect(ended.exitCode).toBe(0);
        const finished = eventsOf(ended).filter(({ type }) => type === "task.finished");
        expect(finished.length).toBeGreaterThan(10);
        expect(finished.filter(({ status }) => status !== "ok" && status !== "skipped")).toEqual([]);
        expect(numbers.map((host) => lab.read(host, instanceFile(host)))).toEqual(before);
      });

      test("the receipts belong to neolane alone, and nothing of ours lies beside the product's files", () => {
        for (const host of numbers) {
          const { status, stdout } = campaign.lab.sh(host, "stat", "-c", "%a %U", `${campaignHome}/.runbook`);
          expect([status, stdout]).toEqual([0, "700 neolane\n"]);
          expect(campaign.lab.written(host).filter((path) => path.includes(".rb."))).toEqual([]);
        }
      });
    });

    describe("an unprivileged user of this machine", () => {
      let user: Controller;
      beforeAll(() => {
        campaign.lab.lab("reset");
        user = controller({ uid: nobody });
      });
      afterAll(() => user?.remove());

      test("can plan and apply with a home, a key and answers of their own", async () => {
        const { lab } = campaign;
        const key = join(user.folder, "id");
        const mine = join(user.folder, "answers.yaml");
        copyFileSync(lab.keyFile, key);
        const secretKey = join(user.folder, "private.key");
        copyFileSync(join(me.folder, "private.key"), secretKey);
        writeFileSync(mine, readFileSync(answers, "utf8").replace(join(me.folder, "private.key"), secretKey), {
          mode: 0o600,
        });
        for (const path of [key, mine, secretKey]) chownSync(path, nobody, nobody);
        const ended = await user.run(
          "apply",
          file,
          "-y",
          "-i",
          lab.inventory("ops", { key }),
          "-e",
          `@${mine}`,
          ...shortWatch,
        );
        expect(ended.stderr).toBe("");
        expect(ended.exitCode, ended.stdout).toBe(0);
        for (const host of numbers) {
          expect(lab.read(host, campaign.instanceFile(host)).toString("latin1")).toContain('authType="imsJwtToken"');
        }
      });
    });
  },
);
