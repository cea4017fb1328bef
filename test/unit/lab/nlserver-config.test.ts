import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { afterEach, describe, expect, test } from "vitest";
import { fileShapes, type PracticeHost } from "../../../src/lab/practice-host.ts";
import { keyField, shells, Workshop } from "./nlserver-workshop.ts";

const file = "nl6/conf/config-acme_prod.xml";
const jwt = `-setimsjwtauth:ORG@AdobeOrg/client-1/TA@techacct.adobe.com/s3cr3t-of-the-client/${keyField}`;
const oauth = "-setimsoauth:ORG@AdobeOrg/client-1/TA@techacct.adobe.com/s3cr3t-of-the-client";

describe.each(shells)("nlserver config under %s", (...shell) => {
  let shop: Workshop;
  const open = (host: Partial<PracticeHost> = {}) => {
    shop = new Workshop(host, shell);
    return shop;
  };
  afterEach(() => shop.remove());

  test.each(fileShapes)("-setimsjwtauth adds <ims> to a %s file and keeps every other byte", (shape) => {
    open({ shape });
    const before = shop.text(file);
    const said = shop.nlserver("config", "-instance:acme_prod", jwt);
    expect(said.status, said.output).toBe(0);
    const after = shop.text(file);
    const element = /<ims (?!authIMSTAClientId="from-the-template")[^>]*\/>/.exec(after)?.[0] ?? "";
    expect(element).toContain(' authIMSTAId="TA@techacct.adobe.com"');
    expect(attribute(element, "authIMSTAClientId")).toBe("client-1");
    expect(attribute(element, "authIMSTAClientSecret")).toMatch(/^@[A-Za-z0-9+/]+=+$/);
    expect(attribute(element, "authIMSTAPrivateKey")).toMatch(/^@[A-Za-z0-9+/]{2000,}=+$/);
    const old = /<ims (?!authIMSTAClientId="from-the-template")[^>]*\/>/.exec(before)?.[0];
    if (old === undefined) expect(before).toBe(withoutElement(after, element));
    else expect(after.replace(element, old)).toBe(before);
    expect(wellFormed(shop.read(file))).toBe(true);
  });

  test("a second run gives other ciphertext and changes nothing else", () => {
    open();
    shop.nlserver("config", "-instance:acme_prod", oauth);
    const first = shop.text(file);
    shop.nlserver("config", "-instance:acme_prod", oauth);
    const second = shop.text(file);
    expect(second).not.toBe(first);
    expect(second.length).toBe(first.length);
    const hidden = /authIMSTAClientSecret="[^"]*"/;
    expect(second.replace(hidden, "")).toBe(first.replace(hidden, ""));
    expect(second).not.toContain("s3cr3t");
  });

  test.each([
    [
      "no <shared>",
      "<serverconf>\n</serverconf>\n",
      "<serverconf>\n  <shared>\n    (ims)\n  </shared>\n</serverconf>\n",
    ],
    [
      "an empty <shared/>",
      "<serverconf><shared/></serverconf>",
      "<serverconf><shared>\n    (ims)\n  </shared></serverconf>",
    ],
    ["<ims> elsewhere", "<s><x><ims/></x><shared></shared></s>", "<s><x><ims/></x><shared>(ims)</shared></s>"],
    [
      "CDATA",
      "<s><![CDATA[<shared>]]><shared>\n</shared></s>",
      "<s><![CDATA[<shared>]]><shared>\n  (ims)\n</shared></s>",
    ],
    ["a value with >", "<s a='>'><shared >\n\t</shared></s>\n\n", "<s a='>'><shared >\n\t  (ims)\n\t</shared></s>\n\n"],
  ])("a file with %s gets the element where it belongs", (_what, before, after) => {
    open();
    shop.write(file, before);
    expect(shop.nlserver("config", "-instance:acme_prod", oauth).status).toBe(0);
    expect(shop.text(file).replace(/<ims [^>]*\/>/, "(ims)")).toBe(after);
  });

  test("values are escaped", () => {
    open();
    shop.write(file, `<s><shared><ims authIMSTAId='x' /></shared></s>`);
    shop.nlserver("config", "-instance:acme_prod", `-setimsoauth:o/a&b<"c\\n/it's/secret`);
    expect(shop.text(file)).toMatch(
      /^<s><shared><ims authIMSTAId='it&#39;s' authIMSTAClientId="a&amp;b&lt;&quot;c\\n" authIMSTAClientSecret="@[^"]+" \/><\/shared><\/s>$/,
    );
  });

  test("without -instance the default instance is meant", () => {
    open();
    const before = shop.read(file);
    expect(shop.nlserver("config", oauth).status).toBe(0);
    expect(shop.read(file)).toEqual(before);
    expect(shop.text("nl6/conf/config-default.xml")).toContain('authIMSTAClientId="client-1"');
  });

  test.each([
    ["an unknown instance", ["-instance:acme_test", oauth], "Instance 'acme_test' does not exist"],
    ["an instance name with a slash", ["-instance:../conf/acme_prod", oauth], "does not exist"],
    [
      "too few fields",
      ["-instance:acme_prod", "-setimsoauth:o/c/t"],
      "takes 4 fields separated by '/', but 3 were given",
    ],
    ["too many fields", ["-instance:acme_prod", `${oauth}/more`], "takes 4 fields separated by '/', but 5 were given"],
    ["an empty field", ["-instance:acme_prod", "-setimsoauth:o//t/s"], "A field of '-setimsoauth' is empty"],
    ["a line break", ["-instance:acme_prod", "-setimsoauth:o/c\nx=y/t/s"], "control character"],
    ["an unknown option", ["-instance:acme_prod", "-setimspassword:hidden"], "Unknown option '-setimspassword'"],
  ])("%s is refused and the file stays", (_what, args, message) => {
    open();
    const before = shop.read(file);
    const said = shop.nlserver("config", ...args);
    expect(said).toMatchObject({ status: 1, output: expect.stringContaining(message) });
    expect(said.output).not.toMatch(/s3cr3t|hidden/);
    expect(shop.read(file)).toEqual(before);
  });

  test.each([
    ["an element is not closed", "<s><shared>\n<mta></shared></s>", "line 2: </shared> closes nothing"],
    ["an end is missing", "<s><shared></shared>", "<s> is not closed"],
    ["quotes are curly", "<s><p enabled=“1”/></s>", "<p> has a malformed attribute"],
    ["a comment does not end", "<s><!-- </s>", "this is not closed"],
    ["it is empty", "", "there is no element"],
    ["there are two roots", "<s/><t/>", "<t> stands after the root element"],
  ])("a file in which %s is refused and stays", (_what, content, message) => {
    open();
    shop.write(file, content);
    for (const args of [["-instance:acme_prod", oauth], ["-reload"]]) {
      expect(shop.nlserver("config", ...args)).toMatchObject({ status: 1, output: expect.stringContaining(message) });
    }
    expect(shop.read(file).toString()).toBe(content);
  });

  test("-setimsoauth comes with build 9383, and -? lists what the build knows", () => {
    open({ release: "7.0 20.2 build 9187@8a41d07 of 12/22/2020" });
    expect(shop.nlserver("config", "-?").output).toMatch(/-setimsjwtauth(?![\s\S]*-setimsoauth)/);
    expect(shop.nlserver("config", "-instance:acme_prod", oauth)).toMatchObject({
      status: 1,
      output: expect.stringContaining("Unknown option '-setimsoauth'"),
    });
    shop.write("nl6/conf/practice-build", "7.4.1 build 9383@5c1f0be of 06/18/2024");
    expect(shop.nlserver("config", "-?").output).toContain("-setimsoauth");
  });

  test("-reload says so and leaves a trace in web.log", () => {
    open();
    expect(shop.nlserver("config", "-reload")).toMatchObject({ status: 0 });
    expect(shop.text("nl6/var/default/log/web.log")).toContain("\tConfiguration read again\n");
  });

  test("permissions are kept and no temporary file is left", () => {
    open();
    chmodSync(join(shop.home, file), 0o640);
    shop.nlserver("config", "-instance:acme_prod", jwt);
    const listed = shop.nlserver("config", "-version");
    expect(listed.status).toBe(0);
    expect(shop.list("nl6/conf")).toEqual([
      "config-acme_prod.xml",
      "config-default.xml",
      "practice-build",
      "serverConf.xml",
    ]);
    expect(shop.mode(file)).toBe(0o640);
  });

  test("no other program is given the secret or the key, as an argument or in its environment", () => {
    open();
    const spies = mkdtempSync(join(tmpdir(), "runbook-spies-"));
    for (const tool of ["awk", "cat", "cp", "mv", "rm", "base64", "head", "tr", "date", "mkdir"]) {
      writeFileSync(
        join(spies, tool),
        `#!/bin/sh\n{ echo "${tool}" "$@"; env; } >>"${spies}/seen"\nPATH=/usr/bin:/bin exec ${tool} "$@"\n`,
        { mode: 0o755 },
      );
    }
    const said = shop.with({ PATH: `${spies}:/usr/bin:/bin` }).nlserver("config", "-instance:acme_prod", jwt);
    const seen = readFileSync(join(spies, "seen"), "latin1");
    rmSync(spies, { recursive: true });
    expect(said.status, said.output).toBe(0);
    expect(seen).toContain("base64 -d");
    expect(seen).not.toContain("s3cr3t");
    expect(seen).not.toContain(keyField.slice(0, 60));
  });
});

function attribute(element: string, name: string): string | undefined {
  return new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1];
}

/** The text before the element was put in: with its line when it stands alone there. */
function withoutElement(text: string, element: string): string {
  const alone = new RegExp(`[ \\t]*${element.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\r?\\n`);
  return alone.test(text) ? text.replace(alone, "") : text.replace(element, "");
}

function wellFormed(bytes: Buffer): boolean {
  const parser = new SaxesParser();
  let fine = true;
  parser.on("error", () => {
    fine = false;
  });
  parser.write(bytes.toString("utf8")).close();
  return fine;
}
