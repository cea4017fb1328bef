import { describe, expect, it } from "vitest";
import { parseXml } from "../../../src/formats/xml-parse.ts";
import { parseXmlPath } from "../../../src/formats/xml-path-parse.ts";
import { type NameRules, selectElements } from "../../../src/formats/xml-select.ts";

const text = `<root xmlns:q="urn:q" xmlns="urn:d">
  <b id="1"><c>one</c></b>
  <b id="2" x=""><c>two</c><c>three</c></b>
  <group><b id="3"><b id="4"/></b></group>
  <q:b id="5"/>
</root>`;

function ids(path: string, rules: NameRules = {}): string {
  const found = selectElements(parseXml(new TextEncoder().encode(text), "/c.xml"), parseXmlPath(path), rules);
  return found.map((element) => element.attributes.get("id") ?? element.name).join(" ");
}

describe("paths", () => {
  it.each([
    ["/root", "root"],
    ["/root/b", "1 2"],
    ["//b", "1 2 3 4"],
    ["//b//b", "4"],
    ["/root//*", "1 c 2 c c group 3 4 5"],
    ["/*/*[1]", "1"],
    ["/root/b[2]", "2"],
    ["/root/b[last()]", "2"],
    ["//b[1]", "1 3 4"],
    ["/root/b[@x]", "2"],
    ["/root/b[@id='2'][@x='']", "2"],
    [`/root/b[ @id = "1" ]`, "1"],
    ["/root/b[c='three']", "2"],
    ["/root/b[c][2]", "2"],
    ["//c[text()='two']", "c"],
    ["//c[.='nothing']", ""],
    ["/root/b/@x", "2"],
    ["/root/b/c/text()", "c c c"],
    ["/root/q:b", "5"],
    ["/Root/b", ""],
    ["/root/B", ""],
  ])("%s", (path, expected) => {
    expect(ids(path)).toBe(expected);
  });

  it("maps prefixes to namespaces when told to", () => {
    const namespaces = { p: "urn:q", d: "urn:d" };
    expect(ids("/d:root/p:b", { namespaces })).toBe("5");
    expect(ids("/d:root/d:b", { namespaces })).toBe("1 2");
    expect(ids("/d:root/q:b", { namespaces })).toBe("5");
  });

  it("ignores the case of the root's name only, and only when told to", () => {
    expect(ids("/ROOT/b", { ignoreRootCase: true })).toBe("1 2");
    expect(ids("/ROOT/B", { ignoreRootCase: true })).toBe("");
  });
});

describe("paths that are not understood", () => {
  it.each([
    ["root/b", 1, 'a path begins at the root, with "/" or "//"'],
    ["/", 2, "an element's name is expected"],
    ["/a/", 4, "an element's name is expected"],
    ["/a b", 3, '"/" or "[" is expected'],
    ["/a|/b", 3, "only one path at a time"],
    ["/a/..", 4, "an element's name is expected"],
    ["/a/count(b)", 9, "functions and axes are not supported"],
    ["/a/parent::b", 10, "functions and axes are not supported"],
    ["/a[0]", 4, "positions count from 1"],
    ["/a[", 4, "a number, @attribute, child, text() or last() is expected"],
    ["/a[@b=c]", 7, "the text to compare with stands in quotes"],
    ["/a[@b='c]", 7, "the text to compare with stands in quotes"],
    ["/a[@b='c' and @d='e']", 11, 'write "and" as two predicates, [...][...]; "or" is not supported'],
    ["/a[contains(@b,'c')]", 12, "the function contains() is not supported"],
    ["/a[@b='c'", 10, '"]" is expected'],
    ["/a/@b/c", 6, "nothing can follow an attribute or text()"],
  ])("%s", (path, position, reason) => {
    expect(() => parseXmlPath(path)).toThrow(
      `the XML path ${path} is not understood at character ${position}: ${reason}`,
    );
  });
});
