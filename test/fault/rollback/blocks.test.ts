import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
beforeEach(() => {
  user = controller();
});
afterEach(() => user.remove());

test("a run that was rescued is undone as it went, the rescue first", { timeout: 60_000 }, async () => {
  const place = (name: string) => join(user.folder, name);
  const copy = (name: string) => ({ name, copy: { dest: place(name), content: "new\n" } });
  const fail = { name: "fail", command: "false" };
  const tasks = [{ block: [copy("a"), fail, copy("b")], rescue: [copy("c"), copy("a")], always: [copy("d")] }];
  writeFileSync(place("inventory.yaml"), JSON.stringify({ all: { hosts: { h1: { ansible_connection: "local" } } } }));
  writeFileSync(place("site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
  writeFileSync(place("a"), "old\n");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
  expect(["a", "b", "c", "d"].map((name) => existsSync(place(name)))).toEqual([true, false, true, true]);
  expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(readFileSync(place("a"), "utf8")).toBe("old\n");
  expect(["b", "c", "d"].map((name) => existsSync(place(name)))).toEqual([false, false, false]);
});
