import { beforeAll, describe, expect, test } from "vitest";
import { type AnsibleCase, ansibleCases, ansibleXmlCases } from "../../support/ansible-cases.ts";
import { type BothOutcomes, bothWays, whyNoAnsible } from "../../support/both-ways.ts";

const whyNot = await whyNoAnsible("json");
const whyNoXml = whyNot ?? (await whyNoAnsible("lxml"));

/** What we register under Ansible's names with other values, on purpose: SHA-256, and sentences of our own for people. */
const ownWords = ["checksum", "msg"];
/** What differs from one run to the next. */
const passing = ["atime", "ctime", "mtime", "inode"];

describe.skipIf(whyNot !== undefined)(`tasks do what Ansible's do (${whyNot ?? "asks ansible-playbook"})`, () => {
  compare(whyNoXml === undefined ? [...ansibleCases, ...ansibleXmlCases] : ansibleCases);
});

if (whyNot === undefined && whyNoXml !== undefined) {
  test.skip(`${ansibleXmlCases.length} cases of the xml module: ${whyNoXml}`, () => {});
}

function compare(cases: readonly AnsibleCase[]): void {
  let both: BothOutcomes;
  beforeAll(async () => {
    both = await bothWays(cases);
  }, 240_000);

  test.each(cases.map((one, index) => [one.task.split(":")[0], one.title, one, index] as const))(
    "%s: %s",
    (_, __, { differs }, index) => {
      const [theirs, ours] = [both.theirs[index], both.ours[index]];
      if (differs !== undefined) return expect(ours?.files, differs).not.toEqual(theirs?.files);
      expect(ours?.files).toEqual(theirs?.files);
      expect(shared(ours?.result, theirs?.result)).toEqual(shared(theirs?.result, ours?.result));
      expect([ours?.result.changed, ours?.result.failed ?? false]).toEqual([
        theirs?.result.changed,
        theirs?.result.failed ?? false,
      ]);
    },
  );
}

/** A result's values under the names that the other has too, maps within it alike. */
function shared(one: unknown, other: unknown): unknown {
  if (!isMap(one) || !isMap(other)) return one;
  const names = Object.keys(one).filter((name) => name in other && !ownWords.includes(name) && !passing.includes(name));
  return Object.fromEntries(names.sort().map((name) => [name, shared(one[name], other[name])]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
