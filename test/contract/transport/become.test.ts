import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { BecomeGate, type BecomePassword } from "../../../src/transport/become-gate.ts";
import type { Become, Connection } from "../../../src/transport/connection.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";
import { codeOf, hintOf, keepsShells } from "./shell-contract.ts";

const right = "open sesame: 'ä\\ $x";

describe.skipIf(!canRunRealLab)(`becoming another user (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let lab: RealLab;
  const connections: Connection[] = [];

  beforeAll(async () => {
    lab = await RealLab.up(3);
    const hash = execFileSync("openssl", ["passwd", "-6", "-stdin"], { input: right, encoding: "utf8" }).trim();
    for (const host of [1, 2, 3]) {
      const shadow = lab.read(host, "/etc/shadow").toString();
      lab.write(
        host,
        "/etc/shadow",
        shadow.replace(/^(guest|ops):\*/gm, (_, user) => `${user}:${hash}`),
      );
      rules(host, "");
    }
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await lab?.down();
  });

  /** Guest may become neolane and nobody with a password; `more` are further lines of sudoers. */
  function rules(host: number, more: string): void {
    const text = `guest ALL=(neolane,nobody) ALL\n${more}\n`;
    const script = 'printf %s "$1" >/etc/sudoers.d/guest && chmod 440 /etc/sudoers.d/guest && visudo -cq';
    expect(lab.sh(host, "sh", "-c", script, "sh", text)).toMatchObject({ status: 0 });
  }

  async function connect(host = 1, user = "guest"): Promise<Connection> {
    const connection = await createSsh2Transport({ deadlines: { grace: 300, shell: 12_000 } }).connect({
      kind: "ssh",
      name: lab.name(host),
      address: lab.address(host),
      port: lab.port,
      user,
      keyFiles: [lab.keyFile],
      knownHosts: [lab.knownHosts],
      connectDeadline: 5_000,
    });
    connections.push(connection);
    return connection;
  }

  const password = (text = right, gate = new BecomeGate()): BecomePassword => ({
    secret: new SecretText("become password", text),
    gate,
  });

  async function says(connection: Connection, become: Become, script: string): Promise<string> {
    const shell = await connection.openShell("", become);
    const { stdout } = await shell.run({ script, kind: "user", deadline: 5_000 });
    return Buffer.from(stdout.head).toString();
  }

  const refusal = async (host: number, become: Become) =>
    (await connect(host)).openShell("", become).then(
      () => undefined,
      (error: unknown) => error,
    );

  keepsShells("sudo with a password", async () => {
    const connection = await connect();
    return {
      hostKey: connection.hostKey,
      counters: connection.counters,
      openShell: (library, _, opening) =>
        connection.openShell(library, { method: "sudo", user: "neolane", password: password() }, opening),
      close: () => connection.close(),
    };
  });

  keepsShells("su with a password", async () => {
    const connection = await connect(2, "guest");
    return {
      hostKey: connection.hostKey,
      counters: connection.counters,
      openShell: (library, _, opening) =>
        connection.openShell(library, { method: "su", user: "ops", password: password() }, opening),
      close: () => connection.close(),
    };
  });

  test.each([
    ["as it comes", ""],
    ["with a lecture", "Defaults lecture=always"],
    ["with use_pty", "Defaults use_pty"],
    ["with a prompt of its own", 'Defaults passprompt="Say it: ", !passprompt_override'],
    ["without a password after all", "guest ALL=(neolane) NOPASSWD: ALL"],
    ["with targetpw off and one try", "Defaults passwd_tries=1"],
  ])("sudo %s takes the password, which stands nowhere", async (_, more) => {
    rules(1, more);
    const seen = await says(
      await connect(),
      { method: "sudo", user: "neolane", password: password() },
      "id -un; pwd; ps -eo args; env; cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'",
    );
    expect(seen.split("\n").slice(0, 2)).toEqual(["neolane", "/home/neolane"]);
    expect(seen).toContain("sudo -S -p ");
    expect(seen).not.toContain("sesame");
    rules(1, "");
  });

  test("a wrong password is sent once to a host, and after two refusals to no other", async () => {
    const wrong = password("wrong wrong");
    const become: Become = { method: "sudo", user: "neolane", password: wrong };
    const first = await refusal(1, become);
    expect(codeOf(first)).toBe("RB4010");
    expect(String(first)).toContain("sudo did not take the password to become neolane");
    expect(String(first)).not.toContain("wrong wrong");
    expect(String(await refusal(1, { ...become, user: "nobody" }))).toContain("was not sent again");
    expect(String(await refusal(2, become))).toContain("did not take");
    const spared = await refusal(3, become);
    expect(codeOf(spared)).toBe("RB4010");
    expect(String(spared)).toContain("the become password was not sent, for h0001 and h0002 refused it");
  }, 30_000);

  test("says which rule is missing: requiretty, no rule, no password given", async () => {
    rules(1, "Defaults requiretty");
    const terminal = await refusal(1, { method: "sudo", user: "neolane", password: password() });
    expect([codeOf(terminal), hintOf(terminal)]).toEqual(["RB4010", expect.stringContaining("requiretty")]);
    rules(1, "");
    const gate = new BecomeGate();
    const forbidden = await refusal(1, { method: "sudo", user: "root", password: password(right, gate) });
    expect(String(forbidden)).toContain("not allowed to execute");
    const silent = await refusal(1, { method: "su", user: "ops" });
    expect([codeOf(silent), hintOf(silent)]).toEqual(["RB4010", expect.stringContaining("-K")]);
    const badly = await refusal(1, { method: "su", user: "ops", password: password("wrong wrong") });
    expect(String(badly)).toContain("su did not take the password to become ops");
    expect(codeOf(await refusal(1, { method: "su", user: "-c", password: password() }))).toBe("RB3005");
  }, 30_000);

  test("the environment of a login is that user's own, only where it is asked for, by sudo and su", async () => {
    lab.write(1, "/home/neolane/.profile", 'echo hello from profile; export OOL=1 HOST_OF="$(id -un)"\n');
    lab.write(1, "/home/ops/.profile", 'export OOL=2 HOST_OF="$(id -un)"\n');
    const script = 'echo "[$OOL] [$HOST_OF] $HOME $USER $(pwd)"';
    const plain: Become = { method: "sudo", user: "neolane" };
    const login = { ...plain, login: true };
    const asked: Become = { ...plain, password: password() };
    const neolane = "[1] [neolane] /home/neolane neolane /home/neolane\n";
    expect(await says(await connect(1, "ops"), plain, script)).toBe("[] [] /home/neolane neolane /home/neolane\n");
    expect(await says(await connect(1, "ops"), login, script)).toBe(neolane);
    expect(await says(await connect(1), { ...asked, login: true }, script)).toBe(neolane);
    expect(await says(await connect(1), { method: "su", user: "ops", login: true, password: password() }, script)).toBe(
      "[2] [ops] /home/ops ops /home/ops\n",
    );
  });

  test("a login script that asks as sudo does gets no password", async () => {
    const script =
      'p=$(ps -eo args | sed -n "s/.*-p \\(\\[.*password\\]\\).*/\\1/p" | head -1); printf "%s " "$p" >&2; IFS= read -r x; echo "$x" >/tmp/caught';
    lab.write(2, "/home/neolane/.profile", `${script}\n`);
    const become: Become = { method: "sudo", user: "neolane", login: true, password: password() };
    await refusal(2, become);
    expect(lab.sh(2, "cat", "/tmp/caught").stdout).not.toContain("sesame");
    lab.write(2, "/home/neolane/.profile", "");
  }, 30_000);
});
