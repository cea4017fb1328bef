import { expect, test } from "vitest";
import stat from "../../../src/modules/stat.ts";
import { type Arguments, decideWith, refusal, resultOf } from "../../support/decide-with.ts";
import { fakeHost } from "../../support/fake-host.ts";

const host = fakeHost({
  files: {
    "/srv/app.conf": { content: "Hello\n", mode: 0o4750, owner: "root", group: "staff" },
    "/srv/link": { link: "app.conf" },
    "/srv/circle": { link: "circle" },
    "/srv/folder/": "",
  },
});

const look = async (given: Arguments) => resultOf(await decideWith(stat, given, host));

test("stat of nothing says only that", async () =>
  expect(await look({ path: "/srv/none" })).toEqual({ stat: { exists: false } }));

test("stat of a file, under Ansible's names", async () =>
  expect(await look({ path: "/srv/app.conf" })).toEqual({
    stat: {
      exists: true,
      path: "/srv/app.conf",
      isreg: true,
      isdir: false,
      islnk: false,
      mode: "4750",
      uid: 0,
      gid: expect.any(Number),
      pw_name: "root",
      gr_name: "staff",
      size: 6,
      mtime: 1_700_000_000,
      inode: expect.any(Number),
      dev: 1,
      nlink: 1,
      isuid: true,
      isgid: false,
      ...{
        rusr: true,
        wusr: true,
        xusr: true,
        rgrp: true,
        wgrp: false,
        xgrp: true,
        roth: false,
        woth: false,
        xoth: false,
      },
      checksum: "66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18",
    },
  }));

test("stat of a link is the link, or with follow what it leads to", async () => {
  expect(await look({ path: "/srv/link" })).toMatchObject({
    stat: { islnk: true, isreg: false, lnk_target: "app.conf" },
  });
  expect(await look({ path: "/srv/link", follow: true })).toMatchObject({
    stat: { islnk: false, isreg: true, size: 6 },
  });
});

test("stat reads no file without need", async () => {
  expect(await look({ path: "/srv/app.conf", get_checksum: false })).not.toHaveProperty("stat.checksum");
  expect(await look({ path: "/srv/folder" })).toMatchObject({ stat: { isdir: true } });
});

test("stat refuses a circle of links and Ansible's other checksums", async () => {
  expect(await refusal(decideWith(stat, { path: "/srv/circle", follow: true }, host))).toContain("RB5002");
  expect(await refusal(decideWith(stat, { path: "/srv/x", checksum_algorithm: "sha1" }, host))).toContain("sha256");
});
