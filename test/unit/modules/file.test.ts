import { describe, expect, test } from "vitest";
import file from "../../../src/modules/file.ts";
import { type Arguments, decideWith, refusal, resultOf, settle } from "../../support/decide-with.ts";
import { fakeHost } from "../../support/fake-host.ts";

const tree = {
  "/srv/app/data": "1\n",
  "/srv/app/folder/inner": "2\n",
  "/srv/app/current": { link: "folder" },
  "/srv/app/broken": { link: "none" },
};

describe("file makes what should be there", () => {
  test("a directory and its parents, one change each, all with the mode", async () => {
    const host = fakeHost({ files: { "/srv/": "" } });
    const { changes } = await decideWith(file, { path: "/srv/a/b/c", state: "directory", mode: "0700" }, host);
    expect(changes).toEqual(
      ["/srv/a", "/srv/a/b", "/srv/a/b/c"].map((path) => ({
        kind: "make-directory",
        path,
        attributes: { mode: 0o700 },
      })),
    );
    expect(await settle(file, { path: "/srv/a/b/c/", state: "directory" }, host)).toEqual({ "/srv/a/b/c/": "" });
  });

  test("a directory in the root", async () => {
    expect(await settle(file, { path: "/data", state: "directory" }, fakeHost())).toEqual({ "/data/": "" });
  });

  test("nothing for a directory behind a link", async () => {
    const decision = await decideWith(
      file,
      { path: "/srv/app/current", state: "directory" },
      fakeHost({ files: tree }),
    );
    expect(decision.changes).toEqual([]);
  });

  test("the mode of the directory behind a link", async () => {
    const given = { path: "/srv/app/current", state: "directory", mode: "0700" };
    const { changes } = await decideWith(file, given, fakeHost({ files: tree }));
    expect(changes).toMatchObject([{ kind: "set-attributes", path: "/srv/app/folder" }]);
  });

  test("an empty file, once", async () => {
    const host = fakeHost({ files: { "/srv/app/": "" } });
    expect(await settle(file, { path: "/srv/app/flag", state: "touch" }, host)).toEqual({ "/srv/app/flag": "" });
  });

  test("touch leaves what is there, and its bytes", async () => {
    const host = fakeHost({ files: tree });
    const { changes } = await decideWith(file, { path: "/srv/app/data", state: "touch" }, host);
    expect(changes).toEqual([]);
  });

  test("a link, relative to its own directory", async () => {
    const host = fakeHost({ files: tree });
    const after = await settle(file, { path: "/srv/app/latest", src: "data", state: "link" }, host);
    expect(after["/srv/app/latest"]).toBe("-> data");
  });

  test("a link in place of a link", async () => {
    const host = fakeHost({ files: tree });
    const after = await settle(file, { path: "/srv/app/current", src: "/srv/app/data", state: "link" }, host);
    expect(after["/srv/app/current"]).toBe("-> /srv/app/data");
  });

  test("a link in place of a file, and to nothing, with force", async () => {
    const host = fakeHost({ files: tree });
    const after = await settle(file, { path: "/srv/app/data", src: "later", state: "link", force: true }, host);
    expect(after["/srv/app/data"]).toBe("-> later");
  });

  test("nothing where something was, with all it held", async () => {
    const host = fakeHost({ files: tree });
    const after = await settle(file, { path: "/srv/app/folder", state: "absent" }, host);
    expect(Object.keys(after)).toEqual(["/srv/app/broken", "/srv/app/current", "/srv/app/data"]);
  });

  test("absent takes a link away, not what it leads to", async () => {
    const host = fakeHost({ files: tree });
    expect(await settle(file, { path: "/srv/app/current", state: "absent" }, host)).toHaveProperty([
      "/srv/app/folder/inner",
    ]);
  });

  test("the owner of what is there, without saying what it is", async () => {
    const host = fakeHost({ files: tree });
    await settle(file, { path: "/srv/app/folder", owner: "root", group: "root" }, host);
    expect(await host.stat("/srv/app/folder")).toMatchObject({ owner: "root", group: "root" });
  });

  test("and registers path, state and mode", async () => {
    const decision = await decideWith(file, { path: "/srv/app/data", mode: "0600" }, fakeHost({ files: tree }));
    expect(resultOf(decision)).toEqual({
      path: "/srv/app/data",
      dest: "/srv/app/data",
      state: "file",
      mode: "0600",
      owner: "neolane",
      group: "neolane",
    });
  });
});

describe("file refuses", () => {
  const cases: readonly (readonly [string, Arguments, string])[] = [
    [
      "what is not there",
      { path: "/srv/none" },
      'RB5001 /srv/none does not exist | Say what should be made: "state: touch"',
    ],
    [
      "a directory as a file",
      { path: "/srv/app/folder", state: "file" },
      "RB5009 /srv/app/folder is not a regular file",
    ],
    [
      "a file as a directory",
      { path: "/srv/app/data", state: "directory" },
      "RB5002 /srv/app/data is there and is not a directory",
    ],
    [
      "a file as a parent",
      { path: "/srv/app/data/x/y", state: "directory" },
      "RB5002 /srv/app/data is there and is not a directory",
    ],
    ["touch without a directory", { path: "/none/x", state: "touch" }, "RB5001 the directory /none does not exist"],
    [
      "touch through a broken link",
      { path: "/srv/app/broken", state: "touch" },
      "RB5002 /srv/app/broken is a symbolic link that leads to nothing",
    ],
    ["a link without a target", { path: "/srv/l", state: "link" }, 'RB5009 "state: link" needs "src"'],
    [
      "a link to nothing",
      { path: "/srv/l", src: "none", state: "link" },
      "RB5001 /srv/l would point to none, which does not exist",
    ],
    [
      "a link over a file",
      { path: "/srv/app/data", src: "folder", state: "link" },
      'RB5002 /srv/app/data is there and is not a link | "force: true"',
    ],
    [
      "a link over a directory, also with force",
      { path: "/srv/app/folder", src: "data", state: "link", force: true },
      "RB5002 /srv/app/folder is there and is not a link | Take it away first",
    ],
    [
      "a mode for a link",
      { path: "/srv/l", src: "app", state: "link", mode: "0600" },
      "RB5009 a link has no mode or owner of its own",
    ],
    ["src without a link", { path: "/srv/l", src: "app", state: "touch" }, 'RB5009 "src" is where a link points'],
    ["taking the root away", { path: "/", state: "absent" }, "RB5009 / cannot be taken away"],
    ["hard links", { path: "/srv/l", src: "app", state: "hard" }, 'RB1101 "state" must be one of file, directory'],
    ["recurse", { path: "/srv/app", state: "directory", recurse: true }, 'RB5009 "recurse" is not supported'],
  ];
  test.each(cases)("%s", async (_, given, expected) =>
    expect(await refusal(decideWith(file, given, fakeHost({ files: tree })))).toContain(expected),
  );
});
