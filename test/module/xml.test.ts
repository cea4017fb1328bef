import { describe, expect, it } from "vitest";
import { valueMap } from "../../src/expression/value.ts";
import xml from "../../src/modules/xml.ts";
import { SecretText } from "../../src/secrets/secret-text.ts";
import { decideWith, refusal, resultOf, settle } from "../support/decide-with.ts";
import { fakeHost } from "../support/fake-host.ts";
import { camelCaseFile, instanceFile } from "../unit/formats/campaign-files.ts";

const path = "/nl6/conf/config-demo.xml";
const filled = instanceFile
  .replace("  </shared>", `    <ims authIMSTAClientId="id-1" authIMSTAClientSecret="@c2VjcmV0c2VjcmV0="/>\n  </shared>`)
  .replace("\n</serverconf>", '\n  <pipelined autoStart="true" authType="legacy"/>\n</serverconf>');

function hostWith(content: string) {
  return fakeHost({ files: { [path]: content } });
}

async function read(given: Readonly<Record<string, string | boolean>>, content = filled) {
  const decision = await decideWith(xml, { path, ...given }, hostWith(content));
  expect(decision.changes).toEqual([]);
  return resultOf(decision);
}

describe("xml reads", () => {
  it("attributes, as Ansible's module gives them", async () => {
    expect(await read({ xpath: "/serverconf/shared/ims", content: "attribute" })).toEqual({
      actions: { xpath: "/serverconf/shared/ims", state: "present", namespaces: {} },
      count: 1,
      matches: [{ ims: { authIMSTAClientId: "id-1", authIMSTAClientSecret: "@c2VjcmV0c2VjcmV0=" } }],
      msg: 1,
    });
  });

  it("texts, of several elements too", async () => {
    const content = `<a xmlns:p="urn:p"><b>one<c/>tail</b><b/><p:b p:x="1" y="2"><![CDATA[<>]]> &amp;</p:b></a>`;
    expect(await read({ xpath: "/a/*", content: "text" }, content)).toMatchObject({
      matches: [{ b: "one" }, { b: null }, { "{urn:p}b": "<> &" }],
      count: 3,
    });
    expect(await read({ xpath: "/a/p:b", content: "attribute" }, content)).toMatchObject({
      matches: [{ "{urn:p}b": { "{urn:p}x": "1", y: "2" } }],
    });
  });

  it("counts and places", async () => {
    expect(await read({ xpath: "//securityZone", count: true })).toMatchObject({ count: 2, msg: "found 2 nodes" });
    expect(await read({ xpath: "//nothing", count: true })).toMatchObject({ count: 0 });
    expect(await read({ xpath: "//b", print_match: true }, "<a><b/><c><b/></c><b/></a>")).toMatchObject({
      msg: `selector '//b' match: ["/a/b[1]", "/a/c/b", "/a/b[2]"]`,
    });
  });

  it("nothing, and says what there is instead", async () => {
    const decision = decideWith(
      xml,
      { path, xpath: "/serverconf/shared/dataStor", content: "attribute" },
      hostWith(filled),
    );
    expect(await refusal(decision)).toBe(
      "RB5104 /serverconf/shared/dataStor matches nothing in /nl6/conf/config-demo.xml: 3:3 <shared> holds <dataStore>, <ims>" +
        ' | did you mean "dataStore"?',
    );
  });
});

describe("xml sets", () => {
  it("an attribute, by name or at the end of the path", async () => {
    const expected = filled.replace('authType="legacy"', 'authType="imsJwtToken"');
    for (const given of [
      { xpath: "/serverconf/pipelined", attribute: "authType" },
      { xpath: "/serverconf/pipelined/@authType" },
    ]) {
      const files = await settle(xml, { path, value: "imsJwtToken", ...given }, hostWith(filled));
      expect(files[path]).toBe(expected);
    }
  });

  it("an attribute of an element that is missing, unless told not to make it", async () => {
    const given = { path, xpath: "/serverconf/pipelined", attribute: "authType", value: "imsJwtToken" };
    const files = await settle(xml, given, hostWith(instanceFile));
    expect(files[path]).toBe(
      instanceFile.replace("\n</serverconf>", '\n  <pipelined authType="imsJwtToken"/>\n</serverconf>'),
    );
    expect(await refusal(decideWith(xml, { ...given, create: false }, hostWith(instanceFile)))).toContain(
      "RB5104 /serverconf/pipelined/@authType matches nothing in /nl6/conf/config-demo.xml",
    );
  });

  it("the root's other case only when asked to", async () => {
    const given = { path, xpath: "/serverconf/shared/ims", attribute: "authIMSTAId", value: "x" };
    expect(await refusal(decideWith(xml, given, hostWith(camelCaseFile)))).toContain("ignore_root_case: true");
    const files = await settle(xml, { ...given, ignore_root_case: true }, hostWith(camelCaseFile));
    expect(files[path]).toContain('    </imsConfig>\n    <ims authIMSTAId="x"/>\n  </shared>');
  });

  it("a secret without showing it", async () => {
    const secret = new SecretText("password", "p&ss");
    const given = { path, xpath: "//dbcnx/@password", value: secret };
    const [change] = (await decideWith(xml, given, hostWith(filled))).changes;
    expect(change).toMatchObject({ kind: "write-file", secret: true });
    expect((await settle(xml, given, hostWith(filled)))[path]).toContain('password="p&amp;ss"');
  });

  it("children", async () => {
    const children = ["a", valueMap([["b", "text"]]), valueMap([["c", valueMap([["d", 1]])]])];
    const files = await settle(xml, { path, xpath: "/r", add_children: children }, hostWith("<r>\n  <x/>\n</r>\n"));
    expect(files[path]).toBe('<r>\n  <x/>\n  <a/>\n  <b>text</b>\n  <c d="1"/>\n</r>\n');
    const only = await settle(xml, { path, xpath: "/r", set_children: children }, hostWith("<r>\n  <x/>\n</r>\n"));
    expect(only[path]).toBe('<r>\n  <a/>\n  <b>text</b>\n  <c d="1"/>\n</r>\n');
  });

  it("nothing when the value stands there already", async () => {
    const given = { path, xpath: "/serverconf/pipelined", attribute: "authType", value: "legacy" };
    expect((await decideWith(xml, given, hostWith(filled))).changes).toEqual([]);
  });

  it("a file that is a mount point only in place", async () => {
    const host = () => fakeHost({ files: { [path]: { content: filled, mountPoint: true } } });
    const given = { path, xpath: "/serverconf/pipelined", attribute: "authType", value: "x" };
    expect(await refusal(decideWith(xml, given, host()))).toContain("unsafe_writes: true");
    expect((await decideWith(xml, { ...given, unsafe_writes: true }, host())).changes).toMatchObject([
      { inPlace: true },
    ]);
  });
});

describe("xml removes", () => {
  it("the attribute, not the element that has it", async () => {
    const given = { path, xpath: "/serverconf/pipelined", attribute: "authType", state: "absent" };
    expect((await settle(xml, given, hostWith(filled)))[path]).toBe(filled.replace(' authType="legacy"', ""));
  });

  it("an element with its line", async () => {
    const given = { path, xpath: "/serverconf/pipelined", state: "absent" };
    expect((await settle(xml, given, hostWith(filled)))[path]).toBe(filled.replace(/ {2}<pipelined.*\n/, ""));
  });
});

describe("xml refuses", () => {
  const xpath = "/serverconf/pipelined";

  it.each([
    [{ xpath, attribute: "a" }, 'RB5009 "value" is needed, what the attribute should be'],
    [{ xpath: "/a/@b" }, 'RB5009 "value" is needed, what should stand there'],
    [{ xpath, value: "1", content: "text" }, 'RB5009 "value" and "content" cannot be asked for together'],
    [{ xpath, count: true, state: "absent" }, 'RB5009 "count" and "state: absent" cannot be asked for together'],
    [{ xpath: "/a/@b", content: "text" }, 'RB5009 "xpath" must lead to elements here'],
    [{ xpath: "/a/@b", attribute: "c", value: "" }, 'RB5009 "attribute" is given, so "xpath" must lead to an element'],
    [{ xpath: "a/b" }, "RB5102 the XML path a/b is not understood at character 1"],
    [{ xpath, pretty_print: true }, 'RB5009 "pretty_print" is not supported'],
    [{ xpath, backup: true }, 'RB5009 "backup" is not supported'],
    [{ xpath, strip_cdata_tags: true }, 'RB5009 "strip_cdata_tags" is not supported'],
    [
      {
        xpath,
        add_children: valueMap([
          ["a", "1"],
          ["b", "2"],
        ]),
      },
      'RB1101 "add_children[0]" must be',
    ],
    [{ xpath: "//securityZone", attribute: "x", value: "1" }, "RB5103 //securityZone matched 2 elements"],
  ])("%o", async (given, message) => {
    expect(await refusal(decideWith(xml, { path, ...given }, hostWith(filled)))).toContain(message);
  });

  it("a file that is missing or malformed, and leaves it alone", async () => {
    expect(await refusal(decideWith(xml, { path, xpath, value: "1" }))).toBe(`RB5001 ${path} does not exist`);
    const host = hostWith("<serverconf>\n  <mta>\n</serverconf>\n");
    expect(await refusal(decideWith(xml, { path, xpath, value: "1" }, host))).toContain(
      `RB5101 ${path}:3:1 is not well-formed XML: </serverconf> stands where <mta> (opened at 2:3) is still open`,
    );
  });
});
