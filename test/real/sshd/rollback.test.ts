import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keepAnswers } from "../../../src/lab/answers-file.ts";
import { type CampaignLab, campaignHome, startCampaignLab } from "../../support/campaign-lab.ts";
import { type Controller, controller, eventsOf } from "../../support/program.ts";
import { canRunRealLab, whyNoRealLab } from "../../support/real-lab.ts";

const numbers = [1, 2, 3];

describe.skipIf(!canRunRealLab)(`a rollback on real sshd hosts (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let campaign: CampaignLab;
  let me: Controller;
  let answers: string;

  beforeAll(async () => {
    campaign = await startCampaignLab(3);
    me = controller();
    answers = await keepAnswers(me.folder);
  });
  beforeEach(() => {
    campaign.lab.lab("reset");
  });
  afterAll(async () => {
    me?.remove();
    await campaign?.lab.down();
  });

  /** Bytes, mode and owner of every instance file. */
  const files = () =>
    numbers.map((host) => {
      const path = campaign.instanceFile(host);
      return { bytes: campaign.lab.read(host, path), ...campaign.lab.look(host, path) };
    });

  function apply(user: "neolane" | "ops") {
    const words = ["-i", campaign.lab.inventory(user), "-e", `@${answers}`, "-e", "log_watch=1s"];
    return me.run("apply", "triggers-io.yaml", "-y", ...words);
  }

  test.each(["neolane", "ops"] as const)(
    "as the login user %s: the instance file is the same byte for byte, and pipelined is restarted",
    async (user) => {
      const before = files();
      const applied = await apply(user);
      expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
      expect(files()).not.toEqual(before);
      const ended = await me.run("rollback", "last", "-y", "--format", "json");
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
      expect(files()).toEqual(before);
      const restarts = eventsOf(ended).filter(
        ({ type, name, task }) => type === "task.finished" && (name ?? task) === "Restart pipelined",
      );
      expect(restarts.map(({ status }) => status)).toEqual(["changed", "changed", "changed"]);
      for (const host of numbers) {
        expect(campaign.lab.written(host).filter((path) => path.includes(".rb."))).toEqual([]);
        expect(campaign.lab.sh(host, "ls", `${campaignHome}/.runbook/receipts`).status).not.toBe(0);
      }
    },
  );

  test.each(["neolane", "ops"] as const)(
    "as %s: what runs kept long ago goes, and the lock with the shell",
    async (user) => {
      const store = `${campaignHome}/.runbook/backups`;
      const name = "20240101-101010-abcd-0123456789abcdef";
      const keep = `mkdir -p $1 && echo old >$1/1 && printf '1\\t/etc/x\\n' >$1/manifest && touch -d 2024-01-01 $1 && chown -R neolane: ${campaignHome}/.runbook`;
      for (const host of numbers) {
        expect(campaign.lab.sh(host, "sh", "-c", keep, "sh", `${store}/${name}`)).toMatchObject({
          status: 0,
          stderr: "",
        });
      }
      expect((await apply(user)).exitCode).toBe(0);
      for (const host of numbers) {
        const left = campaign.lab.sh(host, "ls", "-A", store).stdout.trim().split("\n");
        expect(left).toEqual([expect.stringMatching(/^20\d{6}-\d{6}-\w{4}-[0-9a-f]{16}$/)]);
        expect(left).not.toEqual([name]);
        expect(campaign.lab.sh(host, "flock", "-n", `${campaignHome}/.runbook/lock`, "true").status).toBe(0);
      }
    },
  );

  test("a host whose file an administrator edited since is refused, the others are undone", async () => {
    const before = files();
    expect((await apply("neolane")).exitCode).toBe(0);
    const path = campaign.instanceFile(1);
    expect(campaign.lab.sh(1, "sh", "-c", `echo '<!-- theirs -->' >>${path}`).status).toBe(0);
    const theirs = campaign.lab.read(1, path);
    const ended = await me.run("rollback", "last", "-y");
    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toContain(`${path} is not as the run left it: its content is another`);
    expect(campaign.lab.read(1, path)).toEqual(theirs);
    expect(files().slice(1)).toEqual(before.slice(1));
  });
});
