import { describe, expect, test } from "vitest";
import { changeFile } from "../../../src/changes/change-file.ts";
import { fakeHost } from "../../support/fake-host.ts";

const path = "/etc/motd";

async function seenOn(laid: Parameters<typeof fakeHost>[0]) {
  return fakeHost(laid).readFile(path);
}

describe("a file that should have these bytes", () => {
  test("nothing to do when bytes and attributes are the same", async () => {
    const seen = await seenOn({ files: { [path]: "hi\n" } });
    const attributes = { mode: 0o644, owner: "neolane", group: "neolane" };
    expect(changeFile({ path, before: seen, content: "hi\n", attributes })).toEqual([]);
  });

  test("an owner may be given by number", async () => {
    const seen = await seenOn({ files: { [path]: "hi\n" } });
    expect(changeFile({ path, before: seen, content: "hi\n", attributes: { owner: "1001" } })).toEqual([]);
  });

  test("only the mode when only that differs", async () => {
    const seen = await seenOn({ files: { [path]: "hi\n" } });
    const changes = changeFile({ path, before: seen, content: "hi\n", attributes: { mode: 0o600 } });
    expect(changes).toMatchObject([{ kind: "set-attributes", path, attributes: { mode: 0o600 } }]);
  });

  test("the bytes, with what was seen, when they differ", async () => {
    const seen = await seenOn({ files: { [path]: "hi\n" } });
    const changes = changeFile({ path, before: seen, content: "ho\n" });
    expect(changes).toMatchObject([{ kind: "write-file", path, before: seen, inPlace: false }]);
  });

  test("an empty file where nothing was is a change", () =>
    expect(changeFile({ path, before: undefined, content: "" })).toHaveLength(1));

  test("the file behind a link is written, not the link", async () => {
    const seen = await seenOn({ files: { [path]: { link: "../srv/motd" }, "/srv/motd": "hi\n" } });
    expect(changeFile({ path, before: seen, content: "ho\n" })).toMatchObject([{ path: "/srv/motd" }]);
  });

  test("a mount point is refused, unless it may be written in place", async () => {
    const seen = await seenOn({ files: { [path]: { content: "hi\n", mountPoint: true } } });
    expect(() => changeFile({ path, before: seen, content: "ho\n" })).toThrow(/mount point/);
    const changes = changeFile({ path, before: seen, content: "ho\n", unsafeWrites: true });
    expect(changes).toMatchObject([{ inPlace: true }]);
    expect(changeFile({ path, before: seen, content: "hi\n" })).toEqual([]);
  });

  test("unsafe_writes does not write in place where renaming works", async () => {
    const seen = await seenOn({ files: { [path]: "hi\n" } });
    expect(changeFile({ path, before: seen, content: "ho\n", unsafeWrites: true })).toMatchObject([{ inPlace: false }]);
  });
});
