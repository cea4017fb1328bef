import { describe, expect, test } from "vitest";
import copy from "../../../src/modules/copy.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { decideWith, refusal, resultOf, settle } from "../../support/decide-with.ts";
import { fakeHost } from "../../support/fake-host.ts";
import { fakeProject } from "../../support/fake-project.ts";

const project = fakeProject({ "files/motd": "Hello\n" });

describe("copy puts a file in place", () => {
  test("from beside the runbook, under its own name when dest is a directory", async () => {
    const host = fakeHost({ files: { "/etc/app/": "" } });
    expect(await settle(copy, { src: "motd", dest: "/etc/app" }, host, project)).toEqual({
      "/etc/app/motd": "Hello\n",
    });
  });

  test("through a link to a directory", async () => {
    const host = fakeHost({ files: { "/etc/app": { link: "../srv/app" }, "/srv/app/": "" } });
    expect(await settle(copy, { src: "motd", dest: "/etc/app/" }, host, project)).toHaveProperty(["/srv/app/motd"]);
  });

  test("behind a link, which stays", async () => {
    const host = fakeHost({ files: { "/etc/motd": { link: "/srv/motd" }, "/srv/motd": "old\n" } });
    const after = await settle(copy, { src: "motd", dest: "/etc/motd" }, host, project);
    expect(after).toEqual({ "/etc/motd": "-> /srv/motd", "/srv/motd": "Hello\n" });
  });

  test("and sets only the mode when the bytes are right", async () => {
    const host = fakeHost({ files: { "/etc/motd": { content: "Hello\n", mode: 0o600 } } });
    const decision = await decideWith(copy, { src: "motd", dest: "/etc/motd", mode: "0644" }, host, project);
    expect(decision.changes.map(({ kind }) => kind)).toEqual(["set-attributes"]);
  });

  test("and leaves what is there with force: false", async () => {
    const host = fakeHost({ files: { "/etc/motd": "mine\n" } });
    const decision = await decideWith(copy, { content: "x", dest: "/etc/motd", force: false, mode: "0600" }, host);
    expect(decision.changes).toEqual([]);
  });

  test("with a secret that is marked as one", async () => {
    const host = fakeHost({ files: { "/etc/": "" } });
    const decision = await decideWith(copy, { content: new SecretText("token", "s3cret"), dest: "/etc/token" }, host);
    expect(decision.changes).toMatchObject([{ kind: "write-file", secret: true }]);
    expect(JSON.stringify(resultOf(decision))).not.toContain("s3cret");
  });

  test("and registers what Ansible registers", async () => {
    const host = fakeHost({ files: { "/etc/": "" } });
    const decision = await decideWith(
      copy,
      { src: "motd", dest: "/etc/motd", mode: "0640", owner: "root" },
      host,
      project,
    );
    expect(resultOf(decision)).toEqual({
      dest: "/etc/motd",
      checksum: "66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18",
      size: 6,
      state: "file",
      mode: "0640",
      owner: "root",
    });
  });
});

describe("copy refuses", () => {
  const cases: readonly (readonly [string, Parameters<typeof decideWith>[1], string])[] = [
    ["neither src nor content", { dest: "/etc/motd" }, 'RB5009 copy needs either "src" or "content"'],
    [
      "both src and content",
      { src: "motd", content: "x", dest: "/etc/motd" },
      'RB5009 copy needs either "src" or "content"',
    ],
    ["content for a directory", { content: "x", dest: "/etc/" }, 'RB5009 "dest" is the directory /etc/'],
    [
      "a missing directory",
      { content: "x", dest: "/none/motd" },
      "RB5001 the directory /none does not exist | Make it first",
    ],
    [
      "a missing directory it should go into",
      { src: "motd", dest: "/none/" },
      "RB5001 the directory /none does not exist",
    ],
    ["a file as a directory", { content: "x", dest: "/etc/motd/x" }, "RB5001 /etc/motd is not a directory"],
    [
      "a link to nothing",
      { content: "x", dest: "/etc/broken" },
      "RB5002 /etc/broken is a symbolic link that leads to nothing",
    ],
    [
      "links in a circle",
      { content: "x", dest: "/etc/circle" },
      "RB5002 /etc/circle: the symbolic links lead in a circle",
    ],
    ["a mount point", { content: "x", dest: "/etc/hosts" }, "RB5005 /etc/hosts is itself a mount point"],
    ["a file that is not beside the runbook", { src: "none", dest: "/etc/motd" }, 'RB2107 there is no file "none"'],
    [
      "backup",
      { content: "x", dest: "/etc/motd", backup: true },
      'RB5009 "backup" is not supported | Every change keeps',
    ],
    ["validate", { content: "x", dest: "/etc/motd", validate: "visudo -cf %s" }, 'RB5009 "validate" is not supported'],
  ];
  test.each(cases)("%s", async (_, given, expected) => {
    const files = {
      "/etc/motd": "old\n",
      "/etc/broken": { link: "/none" },
      "/etc/circle": { link: "circle" },
      "/etc/hosts": { content: "127.0.0.1 localhost\n", mountPoint: true },
    };
    expect(await refusal(decideWith(copy, given, fakeHost({ files }), project))).toContain(expected);
  });
});

test("copy writes into a mount point when it may", async () => {
  const host = fakeHost({ files: { "/etc/hosts": { content: "a\n", mountPoint: true } } });
  const after = await settle(copy, { content: "b\n", dest: "/etc/hosts", unsafe_writes: true }, host);
  expect(after).toEqual({ "/etc/hosts": "b\n" });
});
