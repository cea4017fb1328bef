import { describe, expect, it } from "vitest";
import { parseXml } from "../../../src/formats/xml-parse.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { instanceFile } from "./campaign-files.ts";

function refusal(text: string): string {
  try {
    parseXml(new TextEncoder().encode(text), "/c.xml");
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, message }) => `${code} ${message}`).join("\n");
  }
  return "accepted";
}

/** What XML 1.0 calls not well-formed, and the place and the reason that the user is told. */
const malformed = [
  ["two roots", "<a/><b/>", "1:7", "it has a second root element"],
  ["text behind the root", "<a/>\njunk", "2:4", "there is text outside the root element"],
  ["text before the root", "junk<a/>", "1:5", "there is text outside the root element"],
  ["CDATA outside the root", "<![CDATA[x]]><a/>", "1:9", "there is text outside the root element"],
  ["a reference outside the root", "<a/>&amp;", "1:5", "there is text outside the root element"],
  ["< in an attribute", "<a x='1<2'/>", "1:8", "an attribute's value holds a <, or its closing quote is missing"],
  ["-- in a comment", "<a><!-- a -- b --></a>", "1:13", 'a comment holds "--"'],
  ["]]> in text", "<a>]]></a>", "1:6", 'the string "]]>" is disallowed in char data'],
  ["an undeclared entity", "<a>&nbsp;</a>", "1:9", "it uses an entity that is not defined"],
  ["a bare &", '<a u="x?a=1&b=2">\n</a>', "1:12", "an & does not begin a reference"],
  [
    "a declaration in the middle",
    "<a><?xml version='1.0'?></a>",
    "1:9",
    "an XML declaration must be at the start of the document",
  ],
  [
    "a declaration after white space",
    "\n<?xml version='1.0'?><a/>",
    "2:6",
    "an XML declaration must be at the start of the document",
  ],
  ["the same attribute twice", "<a x='1' x='2'/>", "1:16", "duplicate attribute: x"],
  ["a control character", "<a>\n\u0001</a>", "2:1", "it holds the character U+0001, which XML does not allow"],
  [
    "a control character in a comment",
    "<!-- \u0000 --><a/>",
    "1:6",
    "it holds the character U+0000, which XML does not allow",
  ],
  ["a control character as a reference", "<a>&#1;</a>", "1:7", "malformed character entity"],
  ["an element without end", "<a>\n  <mta>\n</a>", "3:1", "</a> stands where <mta> (opened at 2:3) is still open"],
  ["a document without end", "<a>\n<b/>", "2:4", "<a> (opened at 1:1) is never closed"],
  ["an end without element", "<a/></a>", "1:8", "</a> closes nothing that is open"],
  ["ends that overlap", "<a><b></a></b>", "1:7", "</a> stands where <b> (opened at 1:4) is still open"],
  ["curly quotes", "<a x=“1”/>", "1:6", "an attribute's value does not stand in straight quotes"],
  ["no quotes", "<a x=1/>", "1:6", "an attribute's value does not stand in straight quotes"],
  ["no value", "<a x/>", "1:5", "disallowed character in attribute name"],
  [
    "no space between attributes",
    "<a x='1'y='2'/>",
    "1:9",
    "white space is missing between two attributes, or a quote is one too many",
  ],
  ["a stray quote", '<pipelined autoStart="true" ... "/>', "1:29", "disallowed character in attribute name"],
  [
    "a quote that is missing",
    '<a x="1/>\n<b/>',
    "2:1",
    "an attribute's value holds a <, or its closing quote is missing",
  ],
  [
    "a tag that is cut off",
    "<a>\n<b x='1",
    "2:7",
    "it ends inside a tag, comment or section, within <a> (opened at 1:1)",
  ],
  ["a comment that is cut off", "<a/><!-- x", "1:10", "it ends inside a tag, comment or section"],
  ["names that begin with a digit", "<1a/>", "1:2", "disallowed character in tag name"],
  ["a space before the name", "< a/>", "1:2", "disallowed character in tag name"],
  [
    "an instruction called XML",
    "<a><?XML x?></a>",
    "1:12",
    "the XML declaration must appear at the start of the document",
  ],
  ["nothing", "", "1:1", "document must contain a root element"],
  ["only a comment", "<!-- -->", "1:8", "document must contain a root element"],
  ["XML 1.1", "<?xml version='1.1'?><a/>", "1:21", "it is XML 1.1, and only 1.0 is understood"],
  ["a DOCTYPE that is none", "<!DOCTYPE a b><a/>", "1:14", "its DOCTYPE cannot be understood"],
] as const;

describe("documents that are not well-formed", () => {
  it.each(malformed)("%s", (_, text, place, reason) => {
    expect(refusal(text)).toBe(`RB5101 /c.xml:${place} is not well-formed XML: ${reason}`);
  });

  it("Adobe's own sample, with a process that is never closed", () => {
    const sample = `<?xml version='1.0'?>\n<serverconf>\n    <mta autoStart="true" statServerAddress="app">\n    <wfserver autoStart="true"/>\n</serverconf>\n`;
    expect(refusal(sample)).toBe(
      "RB5101 /c.xml:5:1 is not well-formed XML: </serverconf> stands where <mta> (opened at 3:5) is still open",
    );
  });
});

describe("documents that are refused for what they may do", () => {
  const bomb = `<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>\n<a>&c;</a>`;

  it.each([
    ["entities", bomb],
    ["an external entity", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
    ["default attributes", `<!DOCTYPE a [<!ATTLIST a b CDATA "1">]><a/>`],
    ["an empty internal subset", "<!DOCTYPE a []><a/>"],
  ])("%s", (_, text) => {
    expect(refusal(text)).toMatch(/^RB5106 the DOCTYPE that ends at \/c\.xml:1:\d+ has an internal subset/);
  });

  it.each([
    ["an entity whose name is a pattern", `<!DOCTYPE a [<!ENTITY l. "<evil/>">]><a>&lt;</a>`, "RB5106"],
    ["a second DOCTYPE", "<!DOCTYPE a><!DOCTYPE a><a/>", "RB5101"],
    ["references to what is no character", "<a>&#0;</a>", "RB5101"],
    ["references beyond Unicode", "<a>&#x110000;</a>", "RB5101"],
    ["a DOCTYPE in an element", "<a><!DOCTYPE a></a>", "RB5101"],
  ])("%s", (_, text, code) => {
    expect(refusal(text)).toMatch(new RegExp(`^${code} `));
  });

  it("elements nested 100,000 deep", () => {
    const deep = 100_000;
    expect(refusal("<a>".repeat(deep) + "</a>".repeat(deep))).toBe("RB5107 /c.xml nests elements more than 1000 deep");
  });
});

describe("documents that are accepted", () => {
  it.each([
    ["a DOCTYPE without internal subset", `<!DOCTYPE a SYSTEM "a>b.dtd">\n<a/>`],
    ["a public DOCTYPE", `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN"\n 'x.dtd' ><html/>`],
    ["names that JavaScript knows", "<constructor __proto__='1'><toString/><__proto__>1</__proto__></constructor>"],
    ["names of many languages", "<réglage größe='1'><配置/></réglage>"],
    ["instructions and comments around the root", "<?a?><!-- <b> --><a/><?b <c/>?><!---->\n"],
    ["quotes in instructions and in the DOCTYPE", `<?x it's?><!DOCTYPE a SYSTEM '"'><a><?x " <b> ?><b/></a>`],
    ["> and quotes in values", `<a b='">"' c="'/>'"/>`],
    ["an undeclared prefix", "<x:a/>"],
    ["a generated instance file", instanceFile],
    ["the same with CRLF and a byte-order mark", `\uFEFF${instanceFile.replaceAll("\n", "\r\n")}`],
    ["1000 levels", "<a>".repeat(1000) + "</a>".repeat(1000)],
  ])("%s", (_, text) => {
    expect(refusal(text)).toBe("accepted");
  });

  it("10 MB of elements", () => {
    const lines = '<item name="x" value="1 &amp; 2">text</item>\n'.repeat(240_000);
    expect(refusal(`<a>${lines}</a>`)).toBe("accepted");
  });
});
