import { describe, expect, test } from "vitest";
import { compileValue } from "../../../src/runbook/value-source.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { Vault } from "../../../src/secrets/vault/vault.ts";
import { entryOf } from "../../../src/source/located.ts";
import { readYaml } from "../../../src/source/read-yaml.ts";
import { runIn, validating } from "../../support/validating.ts";

const vault = new Vault([{ id: "default", password: new SecretText("password", "hunter22") }]);
const seal = (text: string) => vault.seal(Buffer.from(text), { id: undefined, salt: Buffer.alloc(32, 1) });
const inline = (text: string, indent = 2) =>
  `!vault |\n${seal(text).trimEnd().replaceAll(/^/gm, " ".repeat(indent))}\n`;

function valueIn(text: string, file: { readonly vaulted?: true } = {}) {
  const located = readYaml({ name: "vars.yml", text, opener: vault, ...file });
  const found = located.kind === "map" ? entryOf(located, "x")?.value : undefined;
  const source = found && compileValue(found);
  return source?.kind === "constant" ? source.value : source?.kind;
}

describe("a !vault value", () => {
  test("is a secret that opens when it is needed, and braces in it are only text", () => {
    const value = valueIn(`x: ${inline("a {{ b }}")}`);
    expect(value).toBeInstanceOf(SecretText);
    expect(`${value}`).toBe("(secret vars.yml:1)");
    expect(value instanceof SecretText && value.reveal()).toBe("a {{ b }}");
  });

  test("that cannot be opened says so at its place, when it is needed", () => {
    const value = valueIn(`x: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3030\n`);
    expect(() => value instanceof SecretText && value.reveal()).toThrow(/damaged/);
  });

  test("is told to who masks secrets", () => {
    const heard: string[] = [];
    const other = new Vault([{ id: "default", password: new SecretText("password", "hunter22") }]);
    const located = readYaml({ name: "a", text: `x: ${inline("t0p")}`, opener: other });
    const found = located.kind === "map" ? entryOf(located, "x")?.value : undefined;
    const source = found && compileValue(found);
    if (source?.kind === "constant" && source.value instanceof SecretText) source.value.reveal();
    other.listen((secret) => heard.push(secret.reveal()));
    expect(heard).toEqual(["t0p"]);
  });
});

describe("a file that was vaulted", () => {
  test("has secrets for texts and numbers; true, false and nothing are not", () => {
    expect(valueIn("x: abc", { vaulted: true })).toBeInstanceOf(SecretText);
    const number = valueIn("x: 0123", { vaulted: true });
    expect(number instanceof SecretText && number.reveal()).toBe("0123");
    expect(valueIn("x: true", { vaulted: true })).toBe(true);
    expect(valueIn("x:", { vaulted: true })).toBe(null);
  });

  test("has no templates", () => {
    expect(() => valueIn('x: "{{ a }}"', { vaulted: true })).toThrow(/never a template/);
    const literal = valueIn('x: !unsafe "{{ a }}"', { vaulted: true });
    expect(literal instanceof SecretText && literal.reveal()).toBe("{{ a }}");
  });

  test("shows nothing of itself in messages", () => {
    expect.assertions(1);
    try {
      readYaml({ name: "vars.yml", text: "x: [s3cret\ny: 1\n", vaulted: true });
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain("s3cret");
    }
  });
});

const pass = { pass: "hunter22" };
const local = "all:\n  hosts: { here: { ansible_connection: local } }\n";

describe("in commands", () => {
  test("hosts prints a vaulted value as ansible-inventory does, and nothing of a vaulted file", async () => {
    const text = inline("s3cret", 6);
    const files = { ...pass, "h.yaml": `all:\n  hosts: { a: }\n  vars:\n    x: ${text}` };
    const { stdout } = await runIn(files, ["hosts", "-i", "h.yaml", "--host", "a"]);
    expect(JSON.parse(stdout)).toEqual({ x: { __ansible_vault: seal("s3cret") } });
    const whole = { ...pass, "h.yaml": seal(`all:\n  hosts: { a: { x: s3cret } }\n`) };
    const flags = ["--vault-password-file", "pass"];
    expect((await runIn(whole, ["hosts", "-i", "h.yaml", "--host", "a", ...flags])).stdout).toContain(
      "(secret h.yaml:2)",
    );
    const { stderr, exitCode } = await runIn(whole, ["hosts", "-i", "h.yaml"]);
    expect(stderr).toContain("RB3201  this is vaulted, and no vault password was given");
    expect(exitCode).toBe(5);
  });

  test("a secret input may come from a vaulted file, or a vaulted value of a file", async () => {
    const site =
      'inputs: { x: { secret: true, pattern: "s.*" } }\nplays: [{ hosts: all, tasks: [{ debug: { msg: "{{ x | hash }}" } }] }]\n';
    const flags = ["-e", "@v.yaml", "--vault-password-file", "pass"];
    for (const text of [seal("x: s3cret\n"), `x: ${inline("s3cret")}`]) {
      const files = { ...pass, "inventory.yaml": local, "site.yaml": site, "v.yaml": text };
      const ended = await runIn(files, ["apply", "site.yaml", "--syntax-check", ...flags]);
      expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
    }
    const wrong = { ...pass, "inventory.yaml": local, "site.yaml": site, "v.yaml": seal("x: no\n") };
    expect((await runIn(wrong, ["plan", "site.yaml", ...flags])).stderr).toMatch(/RB3102/);
  });

  test("validate needs no password, and knows that it is a secret", async () => {
    const { found } = await validating({
      "inventory.yaml": `all:\n  hosts: { a: }\n  vars:\n    x: ${inline("s3cret", 6)}`,
      "site.yaml": '- hosts: all\n  tasks:\n    - command: login "{{ x }}"\n',
    });
    expect(found).toEqual([
      expect.stringMatching(/RB5011 the secret "inventory.yaml:4" would stand on a command line/),
    ]);
  });

  const flags = ["--vault-password-file", "pass"];

  test("files in group_vars/, in JSON too, are opened, and explain shows nothing of them", async () => {
    const files = {
      ...pass,
      "h.yaml": local,
      "group_vars/all.yml": seal("x: s3cret\n"),
      "host_vars/here.json": seal('{"y": "t0p"}'),
    };
    for (const name of ["x", "y"]) {
      const { stdout, stderr } = await runIn(files, ["explain", name, "--host", "here", "-i", "h.yaml", ...flags]);
      expect(stderr).toBe("");
      expect(stdout).toMatch(/_vars\/.*-> "\*{8}"/);
    }
    const { stdout } = await runIn(files, ["hosts", "-i", "h.yaml", "--list", ...flags]);
    expect(stdout).toContain("(secret group_vars/all.yml:1)");
    expect(stdout).not.toMatch(/s3cret|t0p/);
    expect((await runIn(files, ["hosts", "-i", "h.yaml"])).stderr).toContain("RB3201");
  });

  test("vars_files are opened, and what is in them is a secret", async () => {
    const site = '- hosts: all\n  vars_files: v.yml\n  tasks: [{ debug: { msg: "<{{ x }}>" } }]\n';
    const files = { ...pass, "inventory.yaml": local, "site.yaml": site, "v.yml": seal("x: s3cret\n") };
    const { stdout } = await runIn(files, ["explain", "x", "--host", "here", "--runbook", "site.yaml", ...flags]);
    expect(stdout).toContain("v.yml:1 -> ");
    expect(stdout).not.toContain("s3cret");
    expect((await validating(files, ...flags)).found).toEqual([]);
    expect((await validating(files)).found).toEqual([
      "v.yml:1:1 RB3201 this is vaulted, and no vault password was given",
    ]);
    const wrong = { ...files, "site.yaml": "- hosts: all\n  tasks: [{ import_tasks: v.yml }]\n" };
    expect((await runIn(wrong, ["plan", "site.yaml", ...flags])).stderr).toContain("RB3206");
  });

  test("files that hosts choose may be vaulted, too", async () => {
    const site = '- hosts: all\n  vars_files: "v/{{ kind }}.yml"\n  tasks: [{ debug: { msg: "<{{ x }}>" } }]\n';
    const sealed = { "v/a.yml": seal("x: s3cret\n"), "v/b.yml": seal("x: t0p\n") };
    const files = { ...pass, "inventory.yaml": local, "site.yaml": site, ...sealed };
    const explain = ["explain", "x", "--host", "here", "--runbook", "site.yaml", "-e", "kind=b", ...flags];
    const { stdout } = await runIn(files, explain);
    expect(stdout).toMatch(/v\/b.yml:1 -> "\*{8}"/);
    const applied = await runIn(files, ["apply", "site.yaml", "-y", "-e", "kind=b", ...flags]);
    expect(applied.stdout).toContain("debug  (secret v/b.yml:1)");
    expect((await validating(files)).found).toEqual([
      "v/a.yml:1:1 RB3201 this is vaulted, and no vault password was given",
      "v/b.yml:1:1 RB3201 this is vaulted, and no vault password was given",
    ]);
  });

  test("validate says nothing of values in a vaulted file", async () => {
    const files = { ...pass, "inventory.yaml": local, "group_vars/all.yml": seal("x: 1.10\ny: yes\n") };
    const site = '- hosts: all\n  tasks: [{ debug: { msg: "{{ x | hash }}" } }]\n';
    expect((await validating({ ...files, "site.yaml": site }, ...flags)).found).toEqual([]);
  });

  test("ansible.cfg names the password", async () => {
    const files = { ...pass, "h.yaml": seal(local), "ansible.cfg": "[defaults]\nvault_password_file = pass\n" };
    expect(await runIn(files, ["hosts", "-i", "h.yaml"])).toMatchObject({ stderr: "", exitCode: 0 });
    const other = { ...files, "ansible.cfg": "[defaults]\nvault_identity_list = dev@pass\n" };
    expect(await runIn(other, ["hosts", "-i", "h.yaml"])).toMatchObject({ stderr: "", exitCode: 0 });
  });

  test("a runbook and a list of hosts that are vaulted as a whole are refused", async () => {
    expect((await validating({ "site.yaml": seal("- hosts: all\n") })).found).toEqual([
      expect.stringMatching(/RB3206 "site.yaml" is vaulted as a whole/),
    ]);
    const files = { ...pass, "hosts.ini": seal("[a]\nb\n") };
    const { stderr } = await runIn(files, ["hosts", "-i", "hosts.ini", "--vault-password-file", "pass"]);
    expect(stderr).toContain("RB3206");
  });
});
