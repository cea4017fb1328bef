import { describe, expect, test } from "vitest";
import { type Configuration, effective, elementAt } from "../../../src/campaign/configuration.ts";
import { instancesAmong, layoutOf } from "../../../src/campaign/layout.ts";
import { pipelinedOf } from "../../../src/campaign/pipelined.ts";
import { missingInFile, technicalAccountOf } from "../../../src/campaign/technical-account.ts";
import { parseXml } from "../../../src/formats/xml-parse.ts";

const read = (text: string, name = "config-x.xml") => parseXml(new TextEncoder().encode(text), name);

function configuration(instance: string, server?: string): Configuration {
  const wrapped = (inside: string) => `<?xml version='1.0'?>\n<serverConf>${inside}</serverConf>`;
  return {
    instance: read(wrapped(instance)),
    server: server === undefined ? undefined : read(wrapped(server), "serverConf.xml"),
  };
}

describe("values in effect", () => {
  const organization = { path: ["web", "redirection"], attribute: "IMSOrgId" };
  const redirection = (id: string) => `<web><redirection IMSOrgId="${id}"/></web>`;
  const cases: readonly (readonly [string, string, string | undefined, object])[] = [
    ["the instance's own", redirection("own"), redirection("shared"), { value: "own", from: "instance" }],
    [
      "an empty one of the instance hides the shared one",
      redirection(""),
      redirection("shared"),
      { value: "", from: "instance" },
    ],
    ["the shared one", "<web/>", redirection("shared"), { value: "shared", from: "server" }],
    ["an empty shared one", "<web/>", redirection(""), { value: "", from: "server" }],
    ["the default", "<web/>", "<web/>", { value: "documented", from: "default" }],
    ["the default, without serverConf.xml", "<web/>", undefined, { value: "documented", from: "default" }],
    [
      "comments are not configuration",
      `<!-- ${redirection("no")} --><web/>`,
      undefined,
      { value: "documented", from: "default" },
    ],
  ];
  test.each(cases)("%s", (_name, instance, server, value) => {
    expect(effective(configuration(instance, server), organization, "documented")).toEqual(value);
  });

  test("the root counts in any case, other names as they are", () => {
    expect(elementAt(read("<SERVERCONF><web/></SERVERCONF>"), ["web"])?.name).toBe("web");
    expect(elementAt(read("<serverconf><Web/></serverconf>"), ["web"])).toBeUndefined();
  });

  test("another root and a doubled element are refused", () => {
    expect(() => elementAt(read("<html/>"), [])).toThrow(/its root is <html>/);
    expect(() => elementAt(read("<serverconf><web/><web/></serverconf>"), ["web"])).toThrow(/2 elements/);
  });
});

describe("pipelined", () => {
  test.each([
    [
      `<pipelined autoStart="true" authType="imsJwtToken"/>`,
      { present: true, authType: "imsJwtToken", autoStart: true },
    ],
    [`<pipelined _autoStart="true" _authType="imsJwtToken"/>`, { present: true, authType: "", autoStart: false }],
    [`<pipelined autoStart="1"/>`, { present: true, authType: "", autoStart: true }],
    ["", { present: false, authType: "", autoStart: false }],
  ])("%s", (element, facts) => expect(pipelinedOf(configuration(element))).toEqual(facts));

  test("a shared autoStart counts where the instance says nothing", () => {
    expect(pipelinedOf(configuration("", `<pipelined autoStart="true"/>`)).autoStart).toBe(true);
    expect(
      pipelinedOf(configuration(`<pipelined autoStart="false"/>`, `<pipelined autoStart="true"/>`)).autoStart,
    ).toBe(false);
  });
});

describe("technical accounts", () => {
  const ims = `<ims authIMSTAClientId='c' authIMSTAId="t"\n  authIMSTAClientSecret="@x="/>`;
  const wanted = { clientId: "c", id: "t" };
  const missing = (inside: string, server?: string) =>
    missingInFile(technicalAccountOf(configuration(`<shared>${inside}</shared>`, server)), wanted);

  test("the element is kept byte for byte", () => {
    const { element } = technicalAccountOf(configuration(`<shared><imsConfig/>${ims}</shared>`));
    expect(new TextDecoder().decode(element)).toBe(ims);
  });

  test("ids and an encrypted secret must stand in the instance file", () => {
    expect(missing(ims)).toBeUndefined();
    expect(missing("<imsConfig authIMSTAClientId='c'/>")).toBe("it has no <ims> element");
    expect(missing(ims.replace("'c'", "'d'"))).toBe('authIMSTAClientId is "d"');
    expect(missing(ims.replace(`"t"`, `""`))).toBe('authIMSTAId is ""');
    expect(missing(ims.replace("@x=", "plain"))).toMatch(/not an encrypted value/);
    expect(missing("<ims/>", `<shared>${ims}</shared>`)).toBe("it has no authIMSTAClientId");
  });
});

describe("where things lie", () => {
  test("the product is nl6 in the home, the instance in its file", () => {
    expect(layoutOf("/usr/local/neolane/", "acme_prod")).toEqual({
      product: "/usr/local/neolane/nl6",
      configurations: "/usr/local/neolane/nl6/conf",
      instanceFile: "/usr/local/neolane/nl6/conf/config-acme_prod.xml",
      serverFile: "/usr/local/neolane/nl6/conf/serverConf.xml",
    });
  });

  test.each(["", "../x", "a/b", "a b", "-x", "a\nb"])("%j is no instance", (name) => {
    expect(() => layoutOf("/h", name)).toThrow(/is not an instance's name/);
  });

  test("instances of a host are its files, but not the product's own", () => {
    const names = ["config-a.xml", "config-default.xml", "config-default2.xml", "serverConf.xml", "config-b.xml.bak"];
    expect(instancesAmong(names)).toEqual(["a", "default2"]);
  });
});
