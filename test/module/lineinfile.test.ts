import { describe, expect, it } from "vitest";
import lineinfile from "../../src/modules/lineinfile.ts";
import { decideWith, refusal, resultOf, settle } from "../support/decide-with.ts";
import { fakeHost } from "../support/fake-host.ts";
import type { Laid } from "../support/test-host.ts";

const path = "/etc/app.conf";
const authType = {
  regexp: '^(\\s*<pipelined )(?:authType="[^"]*" )?(.*)$',
  line: '\\1authType="imsJwtToken" \\2',
  backrefs: true,
};

async function textAfter(content: Laid | undefined, given: Readonly<Record<string, string | boolean>>) {
  const host = fakeHost({ files: { "/etc/": "", ...(content !== undefined && { [path]: content }) } });
  return (await settle(lineinfile, { path, ...given }, host))[path];
}

function refused(content: Laid | undefined, given: Readonly<Record<string, string | boolean>>) {
  const host = fakeHost({ files: { "/etc/": "", ...(content !== undefined && { [path]: content }) } });
  return refusal(decideWith(lineinfile, { path, ...given }, host));
}

describe("lineinfile", () => {
  it("sets Campaign's authType with groups, once, on either kind of line end", async () => {
    expect(await textAfter('<a>\n  <pipelined autoStart="true"/>\n</a>\n', authType)).toBe(
      '<a>\n  <pipelined authType="imsJwtToken" autoStart="true"/>\n</a>\n',
    );
    expect(await textAfter('<a>\r\n  <pipelined authType="x" autoStart="true"/>\r\n</a>', authType)).toBe(
      '<a>\r\n  <pipelined authType="imsJwtToken" autoStart="true"/>\r\n</a>',
    );
    expect(await textAfter("<a>\n</a>\n", authType)).toBe("<a>\n</a>\n");
  });

  it("replaces the last line that matches, or the first", async () => {
    const text = "Port 1\n#Port 2\n";
    expect(await textAfter(text, { regexp: "^#?Port ", line: "Port 22" })).toBe("Port 1\nPort 22\n");
    expect(await textAfter(text, { regexp: "^#?Port ", line: "Port 22", firstmatch: true })).toBe("Port 22\n#Port 2\n");
    expect(await textAfter(text, { search_string: "#Port", line: "Port 22" })).toBe("Port 1\nPort 22\n");
  });

  it("adds at the end, at the begin, behind and before", async () => {
    const text = "a\nb\nc\n";
    expect(await textAfter(text, { line: "x" })).toBe("a\nb\nc\nx\n");
    expect(await textAfter(text, { line: "x", insertbefore: "BOF" })).toBe("x\na\nb\nc\n");
    expect(await textAfter(text, { line: "x", insertafter: "^a" })).toBe("a\nx\nb\nc\n");
    expect(await textAfter(text, { line: "x", insertbefore: "^c" })).toBe("a\nb\nx\nc\n");
    expect(await textAfter(text, { line: "x", insertafter: "^nothing" })).toBe("a\nb\nc\nx\n");
  });

  it("removes every line that matches", async () => {
    const host = fakeHost({ files: { [path]: "a=1\nb\na=2\n" } });
    const decision = await decideWith(lineinfile, { path, regexp: "^a=", state: "absent" }, host);
    expect(resultOf(decision)).toMatchObject({ found: 2, msg: "2 line(s) removed" });
    expect(await textAfter("a=1\nb\na=2\n", { regexp: "^a=", state: "absent" })).toBe("b\n");
    expect(await textAfter("a\nb\n", { line: "b", state: "absent" })).toBe("a\n");
    expect(await textAfter(undefined, { line: "b", state: "absent" })).toBeUndefined();
  });

  it("makes the file only when told to", async () => {
    expect(await textAfter(undefined, { line: "x", create: true, mode: "0600" })).toBe("x\n");
    expect(await refused(undefined, { line: "x" })).toBe(`RB5001 ${path} does not exist | "create: true" makes it.`);
  });

  it("keeps the bytes of a file that is not UTF-8", async () => {
    const bytes = Buffer.from("# \xe9\xa4\nport=1\n", "latin1");
    const host = fakeHost({ files: { [path]: bytes } });
    const decision = await decideWith(lineinfile, { path, regexp: "^port=", line: "port=2" }, host);
    const [change] = decision.changes;
    if (change?.kind !== "write-file") throw new Error("a file should be written");
    expect(Buffer.from(change.content).toString("latin1")).toBe("# \xe9\xa4\nport=2\n");
    expect(await refused(bytes, { line: "caffè" })).toContain("RB5105 /etc/app.conf is not UTF-8");
  });

  it.each([
    [{}, '"line" is needed'],
    [{ state: "absent" }, '"line", "regexp" or "search_string" is needed'],
    [{ line: "a", backrefs: true }, '"backrefs" needs "regexp"'],
    [{ line: "a", regexp: "b", search_string: "c" }, "exclude each other"],
    [{ line: "a", insertafter: "b", insertbefore: "c" }, "exclude each other"],
    [{ line: "a\nb" }, "holds more than one line"],
    [{ line: "a", regexp: "(" }, "RB2003"],
    [{ line: "a", insertafter: "[" }, "RB2003"],
    [{ line: "a", validate: "true" }, '"validate" is not supported'],
  ])("refuses %o", async (given, message) => {
    expect(await refused("a\n", given)).toContain(message);
  });
});
