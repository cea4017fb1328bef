import { describe, expect, test } from "vitest";
import { credentialModeOf } from "../../../src/campaign/credential-mode.ts";
import { goldStandardReleases } from "../../../src/campaign/gold-standard.ts";
import { supportOf } from "../../../src/campaign/support.ts";

/** Every build that Adobe's release notes list, in the order of the releases. */
const published = {
  unsupported: {
    "18.x": [8931, 8985],
    "19.1.0 to 19.1.7": [9026, 9029, 9031, 9033, 9035, 9036],
    "19.2.x": [9080, 9081, 9082],
    "20.1.x": [9122, 9123, 9124, 9126],
    "20.2.1 to 20.2.3": [9178, 9180, 9182],
  },
  supported: {
    "19.1.8": [9039],
    "20.2.4 and 20.2.5": [9187, 9188],
    "20.3.x": [9228, 9234],
    "21.1.x": [9277, 9282, 9330, 9342, 9343],
    "7.2.x": [9346, 9349],
    "7.3.x": [9352, 9356, 9359, 9364, 9368],
    "7.4.x": [9383, 9390, 9391, 9394, 9396, 9397, 9398, 9399, 9400],
  },
} as const;

describe("builds that the release notes list", () => {
  for (const [verdict, releases] of Object.entries(published)) {
    for (const [release, numbers] of Object.entries(releases)) {
      test.each([...numbers])(`${release}, build %i: ${verdict}`, (number) => {
        expect(supportOf({ number, sha: "0123456" }).verdict).toBe(verdict);
        expect(supportOf({ number }).verdict).toBe(verdict);
      });
    }
  }
});

describe("Gold Standard is told by its sha alone", () => {
  const answers: readonly (readonly [string, string])[] = [
    ["cee805c", "unsupported"],
    ["3468c7b", "unsupported"],
    ["bc4a935", "unsupported"],
    ["d6b8062", "unsupported"],
    ["19f73c5", "unsupported"],
    ["3a9dc9c", "unsupported"],
    ["800be2e", "unsupported"],
    ["efd8a94", "unsupported"],
    ["d3b452f", "supported"],
    ["10c2709", "supported"],
    ["d030c36", "supported"],
    ["99a3894", "supported"],
    ["554dbcd", "supported"],
    ["550c410", "unknown"],
  ];
  test.each(answers)("9032@%s: %s", (sha, verdict) => expect(supportOf({ number: 9032, sha }).verdict).toBe(verdict));

  test("no release is left out of this table", () => {
    expect(answers.map(([sha]) => sha)).toEqual(expect.arrayContaining(goldStandardReleases.map(({ sha }) => sha)));
  });

  test("a longer sha counts by its first seven digits", () => {
    expect(supportOf({ number: 9032, sha: "d3b452f0123456789" }).verdict).toBe("supported");
  });

  test("without a sha nobody can tell, and the message lists the shas", () => {
    const { verdict, because } = supportOf({ number: 9032 });
    expect(verdict).toBe("unknown");
    expect(because).toMatch(/d3b452f \(GS11\).*without: cee805c \(GS2\)/);
  });

  test("a Gold Standard sha does not help another build", () => {
    expect(supportOf({ number: 9182, sha: "d3b452f" }).verdict).toBe("unsupported");
  });
});

describe("edges of the lines", () => {
  test.each([
    [9038, "unsupported"],
    [9039, "supported"],
    [9079, "supported"],
    [9080, "unsupported"],
    [9186, "unsupported"],
    [9187, "supported"],
    [9218, "supported"],
    [9219, "unknown"],
    [9227, "unknown"],
    [9228, "supported"],
    [12_000, "supported"],
  ])("build %i: %s", (number, verdict) => expect(supportOf({ number }).verdict).toBe(verdict));

  test("a newer number is no better: 19.2.4 came after 19.1.8 and lacks it", () => {
    expect(supportOf({ number: 9082 }).because).toContain("never got");
  });

  test("Campaign v8 is Adobe's to configure, whatever its build", () => {
    expect(supportOf({ number: 9236, release: "8.5.1" }).verdict).toBe("unsupported");
  });
});

test("the credential is JWT below 7.4.1 and OAuth from it on", () => {
  expect([9032, 9368, 9382, 9383, 9400].map((number) => credentialModeOf({ number }))).toEqual([
    "jwt",
    "jwt",
    "jwt",
    "oauth",
    "oauth",
  ]);
});
