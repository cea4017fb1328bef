import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import type { Deadlines } from "../../../src/transport/deadlines.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { problemOf } from "../../fault/transport/caught.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";

const right = "open sesame: 'ä\\ $x";
const hasPam = existsSync("/etc/pam.d") && existsSync("/usr/bin/openssl");
const pam = "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n";

describe.skipIf(!canRunSshd || !hasPam)("logins that PAM decides (needs root, sshd, PAM and openssl)", () => {
  let hash = "";
  beforeAll(() => {
    hash = execFileSync("openssl", ["passwd", "-6", "-stdin"], { input: right, encoding: "utf8" }).trim();
  });

  describe.each([
    ["password", ["PasswordAuthentication yes", "KbdInteractiveAuthentication no"]],
    ["keyboard-interactive", ["PasswordAuthentication no", "KbdInteractiveAuthentication yes"]],
  ])("by %s", (method, lines) => {
    let sshd: RealSshd;
    beforeAll(async () => {
      sshd = await pamSshd(lines);
    });
    afterAll(() => sshd.close());
    beforeEach(() => {
      rules("");
      account(hash);
    });

    /** The account's line in /etc/shadow: hash, last change, and what follows. */
    function account(password: string, more = "19000:0:99999:7:::"): void {
      const path = join(sshd.folder, "shadow");
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(/^worker:.*$/m, () => `worker:${password}:${more}`),
      );
    }

    /** PAM's rules for sshd, with lines of a login before and after the question for the password. */
    function rules(before: string, after = ""): void {
      writeFileSync(join(sshd.folder, "pam"), before + pam + after);
    }

    function connect({ password = right, deadlines = {}, ...more }: Attempt = {}) {
      const options = { password: new SecretText("SSH password", password), deadlines };
      return createSsh2Transport(options).connect({ ...sshd.target, keyFiles: [], ...more });
    }

    const firstShell = async (more: Attempt = {}) => {
      const connection = await connect(more);
      return connection.openShell("", undefined).finally(() => connection.close());
    };

    test("the right password", async () => {
      await (await connect()).close();
      expect(sshd.log()).toContain(`Accepted ${method}${method === "password" ? "" : "/pam"} for worker`);
    });

    test("a wrong one is sent once, and not again in the run", async () => {
      const before = sshd.log().length;
      const transport = createSsh2Transport({ password: new SecretText("SSH password", "wrong wrong") });
      const target = { ...sshd.target, keyFiles: [] };
      const problem = await problemOf(transport.connect(target));
      expect(problem).toMatchObject({ code: "RB4006", message: expect.stringMatching(/login as worker$/) });
      expect(await problemOf(transport.connect(target))).toEqual(problem);
      const refusals = sshd
        .log()
        .slice(before)
        .match(/^Failed password|Authentication failure/gm);
      expect(refusals).toHaveLength(1);
      expect(JSON.stringify(problem)).not.toContain("wrong wrong");
    });

    test("an account that is locked takes no password", async () => {
      account(`!${hash}`);
      expect(await problemOf(connect())).toMatchObject({ code: "RB4006" });
    });

    test("an account that has expired says so, for a key as well", async () => {
      account(hash, "19000:0:99999:7::19001:");
      const expired = { code: "RB4006", message: expect.stringContaining("Your account has expired") };
      expect(await problemOf(connect({ keyFiles: sshd.target.keyFiles }))).toMatchObject(expired);
      if (method === "password") expect(await problemOf(connect())).toMatchObject(expired);
      else expect(await problemOf(connect())).toMatchObject({ code: "RB4006" });
    });

    test("a password that has expired is not changed by us", async () => {
      account(hash, "0:0:99999:7:::");
      const old = { code: "RB4013", message: expect.stringContaining("password has expired"), hint: byHand };
      expect(await problemOf(firstShell({ keyFiles: sshd.target.keyFiles }))).toMatchObject(old);
      const asked = { code: "RB4006", message: expect.stringMatching(/it asked ".*assword:", which nobody answers/) };
      expect(await problemOf(firstShell())).toMatchObject(method === "password" ? old : asked);
      expect(readFileSync(join(sshd.folder, "shadow"), "utf8")).toContain(`worker:${hash}:0:`);
    });

    test("PAM that takes its time is waited for, up to the deadline", async () => {
      rules("auth required pam_exec.so /bin/sleep 2\n");
      await (await connect()).close();
      expect(await problemOf(connect({ deadlines: { login: 1_000 } }))).toMatchObject({
        code: "RB4002",
        message: expect.stringContaining("did not finish the login within 1 s"),
      });
    });

    if (method === "password") return;
    test("a second question is named, and gets no password", async () => {
      rules("auth required pam_echo.so Have your device ready.\n", "auth required pam_userdb.so db=/nowhere\n");
      const problem = await problemOf(connect());
      expect(problem).toMatchObject({
        code: "RB4006",
        message: expect.stringContaining('it asked "Password:", which nobody answers here'),
        hint: expect.stringContaining("second factor"),
      });
    });
  });

  describe("besides a key", () => {
    let sshd: RealSshd;
    beforeAll(async () => {
      const lines = ["PasswordAuthentication yes", "AuthenticationMethods publickey,password"];
      sshd = await pamSshd(lines);
      const path = join(sshd.folder, "shadow");
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(/^worker:[^:]*/m, () => `worker:${hash}`),
      );
    });
    afterAll(() => sshd.close());

    test("the password of -k is sent after the key", async () => {
      const password = new SecretText("SSH password", right);
      await (await createSsh2Transport({ password }).connect(sshd.target)).close();
      expect(sshd.log()).toContain("Partial publickey for worker");
    });

    test("without -k it is said what the host wants more", async () => {
      expect(await problemOf(createSsh2Transport().connect(sshd.target))).toMatchObject({
        code: "RB4006",
        message: expect.stringMatching(/login as worker: it accepted a key, and wants password besides$/),
        hint: expect.stringContaining("-k asks for a password"),
      });
    });
  });
});

const byHand = "log in by hand once to change it";

/** An sshd that asks PAM, whose rules stand in the file `pam` of its folder. */
async function pamSshd(lines: readonly string[]): Promise<RealSshd> {
  const sshd = await startSshd(["UsePAM yes", "LogLevel VERBOSE", ...lines]);
  writeFileSync(join(sshd.folder, "pam"), pam);
  const inside = ["-t", String(sshd.pid), "-m"];
  execFileSync("nsenter", [...inside, "mount", "--bind", join(sshd.folder, "pam"), "/etc/pam.d/sshd"]);
  return sshd;
}

type Attempt = Partial<SshTarget> & { readonly password?: string; readonly deadlines?: Partial<Deadlines> };
