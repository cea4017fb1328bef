import { beforeAll, describe, expect, test } from "vitest";
import { localExamples } from "../../support/example-hosts.ts";
import { examplesHold } from "../../support/examples-on-host.ts";

const isRoot = process.getuid?.() === 0;
const nobody = 65534;

describe.skipIf(!isRoot)(
  `examples as a user without rights (${isRoot ? "root becomes nobody" : "needs root; every other test runs so"})`,
  () => {
    beforeAll(() => {
      process.setgroups?.([]);
      process.setgid?.(nobody);
      process.setuid?.(nobody);
    });

    examplesHold(localExamples);

    test("there was no root", () => expect(process.geteuid?.()).toBe(nobody));
  },
);
