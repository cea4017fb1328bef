import { readFileSync } from "node:fs";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { campaignFiles } from "../../../src/lab/campaign-files.ts";
import { planFleet } from "../../../src/lab/plan-fleet.ts";
import type { PracticeHost } from "../../../src/lab/practice-host.ts";
import { scenarioDescriptions, scenarioNamed, scenarioNames } from "../../../src/lab/scenarios.ts";

const build = (host: PracticeHost) => /build (\d+)/.exec(host.release)?.[1];
const instanceText = (host: PracticeHost) => {
  const file = campaignFiles(host).find(({ path }) => path === `nl6/conf/config-${host.instance}.xml`);
  return file === undefined ? undefined : Buffer.from(file.content).toString("latin1");
};

describe("the default fleet", () => {
  test.each([1, 2, 3, 6, 40])(
    "of %i hosts has one build per instance, and none that Triggers do not support",
    (count) => {
      const hosts = planFleet(count, "default");
      expect(new Set(hosts.map(({ name }) => name)).size).toBe(count);
      for (const instance of new Set(hosts.map((host) => host.instance))) {
        const builds = new Set(hosts.filter((host) => host.instance === instance).map(build));
        expect(builds.size).toBe(1);
      }
      for (const host of hosts) expect(["9383", "9187", "9032"]).toContain(build(host));
    },
  );

  test("has an instance for OAuth and one for JWT from two hosts on", () => {
    expect(planFleet(2, "default").map(build)).toEqual(["9383", "9187"]);
    expect(planFleet(3, "default").map(({ name }) => name)).toEqual(["acme-prod-1", "acme-stage-1", "acme-dev-1"]);
  });

  test("of three hosts has every mess that was asked for", () => {
    const texts = planFleet(3, "default").map(instanceText);
    const having = (pattern: RegExp) => texts.filter((text) => text !== undefined && pattern.test(text)).length;
    expect(having(/^<\?xml version='1\.0'\?>/)).toBe(2);
    expect(having(/<!--[^>]*<pipelined/)).toBe(1);
    expect(having(/ _autoStart=/)).toBe(1);
    expect(having(/<pipelined (?:"[^"]*"|[^>])*\n/)).toBe(1);
    expect(having(/\r\n/)).toBe(1);
    expect(having(/\xe9/)).toBe(1);
    expect(having(/encoding="ISO-8859-15"/)).toBe(1);
    expect(having(/<serverConf>/)).toBe(1);
    expect(texts.filter((text) => !text?.includes("<pipelined")).length).toBe(1);
    expect(texts.filter((text) => !/<ims /.test(text?.replaceAll(/<!--[\s\S]*?-->/g, "") ?? "")).length).toBe(2);
  });

  test("has well-formed files and no Organization id that an empty one hides", () => {
    for (const host of planFleet(6, "default")) {
      for (const { path, content } of campaignFiles(host)) {
        if (!path.endsWith(".xml")) continue;
        const parser = new SaxesParser();
        parser.on("error", (error) => expect.fail(`${host.name} ${path}: ${error.message}`));
        parser.write(Buffer.from(content).toString("utf8")).close();
      }
      expect(instanceText(host)).not.toContain('IMSOrgId=""');
    }
  });
});

describe("scenarios", () => {
  test("change what they say and nothing else", () => {
    const last = (scenario: (typeof scenarioNames)[number]) => planFleet(4, scenario).at(-1);
    expect(planFleet(4, "old-build").map(build)).toEqual(["9082", "9187", "9032", "9082"]);
    expect(planFleet(2, "gold-standard")[0]?.release).toContain("9032@3a9dc9c");
    expect(planFleet(3, "mixed-builds").map(build)).toEqual(["9383", "9383", "9039"]);
    expect(new Set(planFleet(3, "mixed-builds").map(({ instance }) => instance)).size).toBe(1);
    expect(instanceText(planFleet(1, "foreign-client")[0] ?? expect.fail())).toMatch(
      /<ims authIMSTAClientId="[0-9a-f]{32}"/,
    );
    expect(instanceText(last("missing-file") ?? expect.fail())).toBeUndefined();
    expect(instanceText(last("empty-org") ?? expect.fail())).toContain('IMSOrgId=""');
    expect(planFleet(6, "stopped").some(({ pipelinedRuns }) => pipelinedRuns)).toBe(false);
    expect(planFleet(4, "broken-xml").map(({ trouble }) => trouble)).toEqual([
      undefined,
      undefined,
      undefined,
      "broken-xml",
    ]);
  });

  test("empty-org hides the id in every shape of file", () => {
    for (let count = 1; count <= 6; count++) {
      const host = planFleet(count, "empty-org").at(-1) ?? expect.fail();
      const text = instanceText(host)?.replaceAll(/<!--[\s\S]*?-->/g, "");
      expect(text?.match(/<web>\s*<redirection IMSOrgId=""/g)).toHaveLength(1);
    }
  });

  test("are described, and a slip is noticed", () => {
    for (const name of scenarioNames) expect(scenarioDescriptions[name]).toMatch(/^[^A-Z].*[^.]$/);
    expect(scenarioNamed("bad-key")).toBe("bad-key");
    expect(() => scenarioNamed("bad-keys")).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ code: "RB8005", hint: expect.stringContaining('did you mean "bad-key"?') }),
        ],
      }),
    );
  });

  test("impossible fleets are refused", () => {
    for (const count of [0, -1, 1.5, Number.NaN])
      expect(() => planFleet(count, "default")).toThrow("is not a number of practice hosts");
    expect(() => planFleet(1, "mixed-builds")).toThrow("needs at least 2 hosts");
  });
});

test("the guide lists the scenarios with the same words", () => {
  const guide = readFileSync(new URL("../../../docs/guide/practice-hosts.md", import.meta.url), "utf8");
  const listed = [...guide.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, name, words]) => [name, words]);
  expect(listed).toEqual(Object.entries(scenarioDescriptions));
});
