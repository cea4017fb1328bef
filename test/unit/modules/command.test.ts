import { describe, expect, test } from "vitest";
import command from "../../../src/modules/command.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { type Arguments, decideWith, refusal, resultOf } from "../../support/decide-with.ts";
import { fakeHost } from "../../support/fake-host.ts";

const secret = new SecretText("password", "hunter2");
const host = () => fakeHost({ files: { "/srv/done": "" } });

describe("command runs a program", () => {
  test("with the words of its text, without a shell", async () => {
    const { changes } = await decideWith(command, { cmd: `sed -n 's/.*id="\\([^"]*\\)".*/\\1/p' "/a b" $HOME` });
    expect(changes).toMatchObject([
      { kind: "run-command", run: { argv: ["sed", "-n", `s/.*id="\\([^"]*\\)".*/\\1/p`, "/a b", "$HOME"] } },
    ]);
  });

  test("with a list of words as they are", async () => {
    const { changes } = await decideWith(command, { argv: ["echo", "a b", 7, "'"] });
    expect(changes).toMatchObject([{ run: { argv: ["echo", "a b", "7", "'"] } }]);
  });

  test("in the user's home directory unless told otherwise, for ten minutes at most", async () => {
    const { changes } = await decideWith(command, { cmd: "pwd" });
    expect(changes).toMatchObject([{ directory: "/home/neolane", deadline: 600_000, writes: [], environment: {} }]);
    const told = await decideWith(command, {
      cmd: "pwd",
      chdir: "/srv",
      deadline: "5s",
      writes: "/srv/x",
      undo: "rm /srv/x",
    });
    expect(told.changes).toMatchObject([{ directory: "/srv", deadline: 5000, writes: ["/srv/x"], undo: "rm /srv/x" }]);
  });

  test("with standard input, which ends in a line end unless told otherwise", async () => {
    const { changes } = await decideWith(command, { cmd: "cat", stdin: "a" });
    expect(changes).toMatchObject([{ input: "a\n" }]);
    const bare = await decideWith(command, { cmd: "cat", stdin: "a", stdin_add_newline: false });
    expect(bare.changes).toMatchObject([{ input: "a" }]);
  });

  test("with a secret on standard input, still a secret", async () => {
    const { changes } = await decideWith(command, { cmd: "cat", stdin: secret });
    const [change] = changes;
    if (change?.kind !== "run-command" || !(change.input instanceof SecretText)) throw new Error("no secret input");
    expect(change.input.reveal()).toBe("hunter2\n");
    expect(JSON.stringify(changes)).not.toContain("hunter2");
  });

  test("and registers what it runs", async () =>
    expect(resultOf(await decideWith(command, { cmd: "echo 'a b'" }))).toEqual({ cmd: ["echo", "a b"] }));
});

describe("command does not run", () => {
  const skipped: readonly (readonly [string, Arguments, string])[] = [
    ["when what it creates exists", { creates: "/srv/done" }, "not run, since /srv/done exists"],
    ["when what it removes does not", { removes: "/srv/none" }, "not run, since /srv/none does not exist"],
  ];
  test.each(skipped)("%s", async (_, given, because) => {
    const decision = await decideWith(command, { cmd: "touch x", ...given }, host());
    expect(decision).toMatchObject({ changes: [], message: because });
    expect(resultOf(decision)).toMatchObject({
      rc: 0,
      stdout: because.replace("not run", "skipped"),
      stderr: "",
      cmd: ["touch", "x"],
    });
  });

  test("but does when neither says so", async () => {
    const given = { cmd: "touch x", creates: "/srv/none", removes: "/srv/done" };
    expect((await decideWith(command, given, host())).changes).toHaveLength(1);
  });
});

describe("command refuses", () => {
  const cases: readonly (readonly [string, Arguments, string])[] = [
    ["no command", {}, "RB5009 command needs either a text or argv"],
    ["two commands", { cmd: "a", argv: ["a"] }, "RB5009 command needs either a text or argv"],
    ["an empty text", { cmd: "  " }, "RB5009 there is no program to run"],
    ["an empty program", { argv: [""] }, "RB5009 there is no program to run"],
    [
      "an open quote",
      { cmd: "echo 'a" },
      'RB5009 the command has a \' that is not closed | List the words under "argv"',
    ],
    ["a backslash at the end", { cmd: "echo \\" }, "RB5009 the command ends in a backslash"],
    [
      "parameters inside the text",
      { cmd: "make chdir=/srv" },
      'RB5009 "chdir=/srv" inside the text would be passed to the program',
    ],
    ["a pattern for creates", { cmd: "make", creates: "/srv/*.o" }, 'RB5009 /srv/*.o looks like a pattern; "creates"'],
    [
      "a secret in the text",
      { cmd: secret },
      "RB5011 the command holds (secret password), and command lines can be read",
    ],
    ["a secret word", { argv: ["login", secret] }, "RB5011 argv[1] holds (secret password)"],
    [
      "variables of the host",
      { cmd: "a", expand_argument_vars: true },
      'RB5009 "expand_argument_vars" is not supported',
    ],
  ];
  test.each(cases)("%s", async (_, given, expected) => {
    const said = await refusal(decideWith(command, given, host()));
    expect(said).toContain(expected);
    expect(said).not.toContain("hunter2");
  });

  test("a secret with the way out", async () =>
    expect(await refusal(decideWith(command, { cmd: secret }))).toContain('give the value as "stdin"'));
});
