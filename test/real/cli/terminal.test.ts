import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Practice, practice } from "../../support/practice.ts";
import { hasTmux, type Terminal, terminal } from "../../support/tmux.ts";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

let lab: Practice;
let screen: Terminal;
beforeAll(async () => {
  lab = await practice(1);
  writeFileSync(join(lab.user.folder, "local.yaml"), "all: { hosts: { here: { ansible_connection: local } } }\n");
});
afterEach(() => screen?.close());
afterAll(() => lab.remove());

/** Starts the program in a terminal; its exit code is the last thing on the screen. */
function start(...words: readonly string[]): Terminal {
  const { folder, state } = lab.user;
  const quoted = [process.execPath, main, ...words].map((word) => `'${word}'`).join(" ");
  screen = terminal(`${quoted}; echo "EXIT $?"`, { HOME: folder, XDG_STATE_HOME: state }, folder);
  return screen;
}

const shows = (text: string | RegExp) =>
  expect.poll(() => screen.text(), { timeout: 15_000 })[text instanceof RegExp ? "toMatch" : "toContain"](text);

async function answer(question: string | RegExp, text: string): Promise<void> {
  await shows(question);
  screen.type(text);
  screen.press("Enter");
}

describe.skipIf(!hasTmux)("apply on a terminal (needs tmux)", () => {
  test("shows the plan and asks; n leaves everything as it was", async () => {
    const before = lab.files();
    start(...lab.words("apply"));
    await answer("Apply these changes? [y/N]", "n");
    await shows("EXIT 0");
    expect(screen.text()).toMatch(/\+ +authType="imsJwtToken"/);
    expect(screen.text()).toContain("1 host would change");
    expect(lab.files()).toEqual(before);
  });

  test("Ctrl-C at the question is a no", async () => {
    const before = lab.files();
    start(...lab.words("apply"));
    await shows("Apply these changes? [y/N]");
    screen.press("C-c");
    await shows("EXIT 130");
    expect(lab.files()).toEqual(before);
  });

  test("asks for what is missing, without showing secrets, and y applies", async () => {
    const given = readFileSync(lab.fleet.answersFile, "utf8");
    const secret = /client_secret: "(.*)"/.exec(given)?.[1] ?? expect.fail();
    writeFileSync(
      join(lab.user.folder, "some.yaml"),
      given.replaceAll(/^(client_secret|ims_org|private_key).*\n/gm, ""),
    );
    start("apply", "triggers-io.yaml", "-i", lab.fleet.inventoryFile, "-e", "@some.yaml", "-e", "log_watch=200ms");
    await answer("Apply these changes? [y/N]", "y");
    await answer(/^ims_org: $/m, "not an organization");
    await answer(/does not have the right form[\s\S]*^ims_org: $/m, "0A1B2C3D4E5F60718293A4B5@AdobeOrg");
    await answer(/^client_secret: $/m, secret);
    await shows("EXIT 0");
    expect(screen.text()).not.toContain(secret);
    expect(screen.text()).toContain("1 host changed");
  });

  test("an instruction that was not followed stops the run", async () => {
    const { folder } = lab.user;
    writeFileSync(
      join(folder, "cable.yaml"),
      `- hosts: all\n  tasks:\n    - name: Plug in the cable\n      manual: { instructions: The blue one. }\n    - file: { path: "${folder}/plugged", state: touch }\n`,
    );
    start("apply", "cable.yaml", "-i", "local.yaml");
    await answer("Apply these changes? [y/N]", "y");
    await answer(/The blue one\.[\s\S]*Plug in the cable: done\? \[y\/N\]/, "n");
    await shows("EXIT 2");
    expect(existsSync(join(folder, "plugged"))).toBe(false);
    expect(screen.text()).toContain("the person said that this is not done");
  });
});

describe.skipIf(!hasTmux)("Ctrl-C in a run (needs tmux)", () => {
  function slow(file = "slow.yaml"): void {
    const { folder } = lab.user;
    const wait = `touch '${folder}/begun'; while [ -d '${folder}' ] && [ ! -e '${folder}/go' ]; do sleep 0.05; done; touch '${folder}/ended'`;
    writeFileSync(
      join(folder, file),
      `- hosts: all\n  tasks:\n    - name: Wait\n      command: { argv: [sh, -c, "${wait}"] }\n    - name: Later\n      file: { path: "${folder}/later", state: touch }\n`,
    );
  }
  const there = (name: string) => existsSync(join(lab.user.folder, name));

  test("once: what runs is finished, nothing new begins", async () => {
    slow();
    start("apply", "slow.yaml", "-i", "local.yaml", "-y");
    await expect.poll(() => there("begun"), { timeout: 15_000 }).toBe(true);
    screen.press("C-c");
    await shows("stopping: what runs is finished, nothing new begins");
    writeFileSync(join(lab.user.folder, "go"), "");
    await shows("EXIT 130");
    expect([there("ended"), there("later")]).toEqual([true, false]);
  });

  test("twice: the program ends at once, and the terminal is as it was", async () => {
    const { folder } = lab.user;
    slow("slower.yaml");
    for (const name of ["go", "begun", "ended"]) rmSync(join(folder, name), { force: true });
    start("apply", "slower.yaml", "-i", "local.yaml", "-y");
    await expect.poll(() => there("begun"), { timeout: 15_000 }).toBe(true);
    screen.press("C-c");
    await shows(/slower\.yaml[\s\S]*stopping:/);
    await wait(100);
    screen.press("C-c");
    await shows("EXIT 130");
    expect([there("ended"), there("later")]).toEqual([false, false]);
    writeFileSync(join(folder, "go"), "");
  });
});
