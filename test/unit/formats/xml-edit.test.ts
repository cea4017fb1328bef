import { describe, expect, it } from "vitest";
import { camelCaseFile, crampedFile, instanceFile } from "./campaign-files.ts";
import { children, ensure, remove, set } from "./edit.ts";

describe("setting an attribute", () => {
  it("changes the bytes of its value and nothing else", () => {
    expect(set(instanceFile, "/serverconf/web/redirection/@IMSOrgId", "C5E715@AdobeOrg")).toBe(
      instanceFile.replace('IMSOrgId=""', 'IMSOrgId="C5E715@AdobeOrg"'),
    );
  });

  it("keeps the attribute's own quotes and spaces, and escapes what must be", () => {
    const text = `<a><p  autoStart = "false"  authType='legacy'\n second\t=\n"1" /></a>`;
    expect(set(text, "/a/p/@authType", `sasl "x" 'y' <&>`)).toBe(
      text.replace("legacy", 'sasl "x" &apos;y&apos; &lt;&amp;>'),
    );
    expect(set(text, "/a/p/@second", `"2"\n\t`)).toBe(text.replace('"1"', '"&quot;2&quot;&#10;&#9;"'));
  });

  it("puts a new one last, quoted like its neighbor", () => {
    expect(set("<a><p second='1'/></a>", "/a/p/@authType", "x")).toBe("<a><p second='1' authType='x'/></a>");
    expect(set("<a b='1'><p/></a>", "/a/p/@c", "x")).toBe("<a b='1'><p c='x'/></a>");
    expect(set("<p></p>", "/p/@c", "x")).toBe('<p c="x"></p>');
    expect(set("<p />", "/p/@c", "x")).toBe('<p c="x" />');
  });

  it("puts a new one on its own line where the one before has its own", () => {
    expect(set('<p a="1"\n   b="2">t</p>', "/p/@c", "3")).toBe('<p a="1"\n   b="2"\n   c="3">t</p>');
  });

  it("does not take _autoStart for autoStart, nor a tag in a comment or CDATA for a tag", () => {
    expect(set(camelCaseFile, "/serverConf/mta/@autoStart", "false")).toBe(
      camelCaseFile.replace('statServerAddress="localhost"', 'statServerAddress="localhost" autoStart="false"'),
    );
    const decoys = `<r><!-- <p x="0"/> --><![CDATA[<p x="0"/>]]><?pi <p x="0"/>?><p x="0"/></r>`;
    expect(set(decoys, "/r/p/@x", "1")).toBe(decoys.replace(/<p x="0"\/><\/r>/, '<p x="1"/></r>'));
  });

  it("returns the very same bytes when it is so already, however it is written", () => {
    const bytes = `<a b="1 &amp; &#50;"/>`;
    expect(set(bytes, "/a/@b", "1 & 2")).toBe(bytes);
  });
});

describe("removing", () => {
  it("takes an attribute with the space before it", () => {
    expect(remove(`<a b="1"  c='2' />`, "/a/@c")).toBe(`<a b="1" />`);
    expect(remove(`<a\n  b="1"\n  c='2'/>`, "/a/@b")).toBe(`<a\n  c='2'/>`);
  });

  it("takes an element with its line, or just the element where the line has more", () => {
    expect(remove(instanceFile, "/serverconf/stat")).toBe(instanceFile.replace('<stat autoStart="true"/>\n', ""));
    expect(remove("<a><b/> <c/></a>", "/a/b")).toBe("<a> <c/></a>");
    expect(remove("<a>one\n  <b/>\n two</a>", "/a/b")).toBe("<a>one\n  \n two</a>");
  });

  it("is content with what is not there", () => {
    expect(remove(instanceFile, "/serverconf/pipelined")).toBe(instanceFile);
    expect(remove(instanceFile, "/serverconf/stat/@nothing")).toBe(instanceFile);
    expect(remove("<a><b/></a>", "/a/b/text()")).toBe("<a><b/></a>");
  });

  it("refuses the root", () => {
    expect(() => remove("<a/>", "/a")).toThrow("the root element of /conf/config-demo.xml cannot be removed");
  });
});

describe("text", () => {
  it("is set, escaped, and taken away", () => {
    expect(set("<a>\r\n<b>old</b></a>", "/a/b", "x < y & z\n]]>")).toBe("<a>\r\n<b>x &lt; y &amp; z\r\n]]&gt;</b></a>");
    expect(set("<a><b x='1' /></a>", "/a/b/text()", "t")).toBe("<a><b x='1'>t</b></a>");
    expect(remove("<a><b>old</b></a>", "/a/b/text()")).toBe("<a><b></b></a>");
  });

  it("stays in its CDATA section as long as it can", () => {
    expect(set("<a><![CDATA[<old>]]></a>", "/a", "<new>")).toBe("<a><![CDATA[<new>]]></a>");
    expect(set("<a><![CDATA[<old>]]></a>", "/a", "]]>")).toBe("<a>]]&gt;</a>");
  });

  it("is not set where the element holds more", () => {
    expect(() => set("<a>x<b/></a>", "/a", "y")).toThrow("1:1 <a> in /conf/config-demo.xml holds more than text");
  });
});

describe("making what is missing", () => {
  it("adds an element behind its siblings, indented like them", () => {
    expect(set(instanceFile, "/serverconf/pipelined/@authType", "imsJwtToken", { create: true })).toBe(
      instanceFile.replace("\n</serverconf>", '\n  <pipelined authType="imsJwtToken"/>\n</serverconf>'),
    );
  });

  it("opens an empty element and nests what the path names", () => {
    expect(ensure("<a>\r\n\t<b x='1' />\r\n</a>", "/a/b/c/d[@k='v'][@l='w']")).toBe(
      "<a>\r\n\t<b x='1'>\r\n\t\t<c>\r\n\t\t\t<d k='v' l='w'/>\r\n\t\t</c>\r\n\t</b>\r\n</a>",
    );
    expect(ensure("<a><b></b></a>", "/a/b/c")).toBe("<a><b><c/></b></a>");
  });

  it("does not disturb cramped files", () => {
    expect(set(crampedFile, "/serverconf/shared/ims/@a", "1", { create: true })).toBe(
      crampedFile.replace("</dataStore>  </shared>", '</dataStore>\n    <ims a="1"/>  </shared>'),
    );
  });

  it("does not take imsConfig for ims, and finds the root in another case only when told to", () => {
    const options = { create: true, ignoreRootCase: true };
    expect(set(camelCaseFile, "/serverconf/shared/ims/@authIMSTAId", "x", options)).toBe(
      camelCaseFile.replace("    </imsConfig>\n", '    </imsConfig>\n    <ims authIMSTAId="x"/>\n'),
    );
    expect(() => set(camelCaseFile, "/serverconf/shared/ims/@authIMSTAId", "x", { create: true })).toThrow(
      "/serverconf/shared/ims/@authIMSTAId matches nothing in /conf/config-demo.xml: the root element is <serverConf>",
    );
  });

  it("makes another element where a predicate does not fit", () => {
    expect(set("<a>\n  <b n='1'>x</b>\n</a>", "/a/b[@n='2']", "y", { create: true })).toBe(
      "<a>\n  <b n='1'>x</b>\n  <b n='2'>y</b>\n</a>",
    );
  });

  it("writes a mapped namespace with the prefix that the file has for it", () => {
    const namespaces = { z: "urn:x" };
    const text = "<q:a xmlns:q='urn:x'>\n  <q:b/>\n</q:a>";
    expect(set(text, "/z:a/z:c/@z:d", "1", { create: true, namespaces })).toBe(
      "<q:a xmlns:q='urn:x'>\n  <q:b/>\n  <q:c q:d='1'/>\n</q:a>",
    );
  });

  it("makes nothing for paths that are not plain, nor without being told", () => {
    expect(() => ensure("<a/>", "/a//b")).toThrow("no element can be made for it");
    expect(() => ensure("<a/>", "/a/b[2]")).toThrow("no element can be made for it");
    expect(() => ensure("<a><dateStore/></a>", "/a/dataStore", {})).toThrow(
      "/a/dataStore matches nothing in /conf/config-demo.xml: 1:1 <a> holds <dateStore>",
    );
  });
});

describe("what is not white space to XML", () => {
  it("is kept when an element is added or removed beside it", () => {
    expect(ensure("<a><b/>\u00a0</a>", "/a/c")).toBe("<a><b/>\u00a0<c/></a>");
    expect(remove("<a>\u00a0<b/>\u2003</a>", "/a/b")).toBe("<a>\u00a0\u2003</a>");
  });
});

describe("children", () => {
  const list = [
    { name: "c", text: "1" },
    { name: "d", attributes: { e: "2" } },
  ];

  it("are added once", () => {
    const once = children("<a>\n  <b/>\n</a>", "/a", list);
    expect(once).toBe('<a>\n  <b/>\n  <c>1</c>\n  <d e="2"/>\n</a>');
    expect(children(once, "/a", list)).toBe(once);
  });

  it("are the only ones", () => {
    const once = children("<a>\n  <b/>\n</a>", "/a", list, true);
    expect(once).toBe('<a>\n  <c>1</c>\n  <d e="2"/>\n</a>');
    expect(children(once, "/a", list, true)).toBe(once);
    expect(children(once, "/a", [], true)).toBe("<a></a>");
  });
});

describe("what is refused", () => {
  it("shows every element that a path matches, with its place, but no secrets", () => {
    const text = `<a>\n  <ims id="1" authIMSTAClientSecret="@c2VjcmV0c2VjcmV0="/>\n  <ims id="2"/>\n</a>`;
    expect(() => set(text, "//ims/@x", "1")).toThrow(
      '//ims matched 2 elements in /conf/config-demo.xml: 2:3 <ims id="1" authIMSTAClientSecret=(secret)>, 3:3 <ims id="2">',
    );
  });

  it("values that XML cannot carry", () => {
    for (const value of ["\0", "a\u0001", "\ud800", "\uffff"]) {
      expect(() => set("<a b='1'/>", "/a/@b", value)).toThrow("which XML cannot carry");
      expect(() => set("<a>1</a>", "/a", value)).toThrow("which XML cannot carry");
    }
  });

  it("names that are none", () => {
    expect(() => children("<a/>", "/a", [{ name: "b/><c" }])).toThrow("cannot be the name");
  });
});
