import { describe, expect, test } from "vitest";
import { runIn } from "../../support/validating.ts";

const files = {
  "inventory.yaml": "all:\n  hosts: { a: , b: { port: 1 } }\n",
  "site.yaml":
    '- hosts: all\n  tasks:\n    - debug: { msg: "{{ nowhere }}" }\n    - debug: { msg: "{{ port }}" }\n- hosts: ungrouped:!all\n  tasks:\n    - debug:\n',
};
const validate = (format: string) => runIn(files, ["validate", "site.yaml", "--format", format]);

describe("validate --format text", () => {
  test("shows the place, the lines with a caret, the hint, and where the code is explained", async () => {
    const { stderr, stdout, exitCode } = await validate("text");
    expect(
      stderr.replaceAll(/docs: \S*docs\//g, "docs: docs/"),
    ).toBe(`site.yaml:3:25  RB2002  \`nowhere\` is not defined
  1 | - hosts: all
  2 |   tasks:
> 3 |     - debug: { msg: "{{ nowhere }}" }
    |                         ^^^^^^^
  4 |     - debug: { msg: "{{ port }}" }
  5 | - hosts: ungrouped:!all
  docs: docs/reference/problems.md#rb2002

site.yaml:4:25  RB2208 warning  \`port\` is not defined on a
  2 |   tasks:
  3 |     - debug: { msg: "{{ nowhere }}" }
> 4 |     - debug: { msg: "{{ port }}" }
    |                         ^^^^
  5 | - hosts: ungrouped:!all
  6 |   tasks:
  hint: Define it there too, or write: when: port is defined.
        to silence it, end the line with: # noqa: RB2208
  docs: docs/reference/problems.md#rb2208

site.yaml:5:10  RB2210 note  no host is in "ungrouped:!all"
  3 |     - debug: { msg: "{{ nowhere }}" }
  4 |     - debug: { msg: "{{ port }}" }
> 5 | - hosts: ungrouped:!all
    |          ^^^^^^^^^^^^^^
  6 |   tasks:
  7 |     - debug:
  hint: The play does nothing.
  docs: docs/reference/problems.md#rb2210

1 error, 1 warning, 1 note
`);
    expect(stdout).toBe("");
    expect(exitCode).toBe(5);
  });
});

test("validate --format github: workflow commands", async () => {
  const { stdout, stderr } = await validate("github");
  expect(stdout).toBe(
    [
      "::error file=site.yaml,line=3,endLine=3,col=25,endColumn=32,title=RB2002::`nowhere` is not defined",
      "::warning file=site.yaml,line=4,endLine=4,col=25,endColumn=29,title=RB2208::`port` is not defined on a%0ADefine it there too, or write: when: port is defined.%0Ato silence it, end the line with: # noqa: RB2208",
      '::notice file=site.yaml,line=5,endLine=5,col=10,endColumn=24,title=RB2210::no host is in "ungrouped:!all"%0AThe play does nothing.',
      "",
    ].join("\n"),
  );
  expect(stderr).toBe("");
});

test("validate --format sarif: one log, its rules with the place that explains them", async () => {
  const { stdout } = await validate("sarif");
  const log = JSON.parse(stdout);
  expect(log.version).toBe("2.1.0");
  const [{ tool, results, columnKind }] = log.runs;
  expect(columnKind).toBe("utf16CodeUnits");
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["RB2002", "RB2208", "RB2210"]);
  expect(tool.driver.rules[0].helpUri).toMatch(/^file:\/\/\/.*docs\/reference\/problems\.md#rb2002$/);
  expect(results.map(({ level }: { level: string }) => level)).toEqual(["error", "warning", "note"]);
  expect(results[0]).toMatchObject({ ruleId: "RB2002", ruleIndex: 0, message: { text: "`nowhere` is not defined" } });
  expect(results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "site.yaml" },
    region: { startLine: 3, startColumn: 25, endLine: 3, endColumn: 32 },
  });
});

test("validate --format json: an object a line, with the place that explains its code", async () => {
  const { stdout } = await validate("json");
  const [first] = stdout.split("\n").map((line) => (line === "" ? undefined : JSON.parse(line)));
  expect(first).toMatchObject({ type: "problem", severity: "error", code: "RB2002", at: "site.yaml:3:25" });
  expect(first.docs).toMatch(/docs\/reference\/problems\.md#rb2002$/);
});

test("several files and an inventory that is broken: each mistake once, the good file is fine", async () => {
  const { stderr, stdout, exitCode } = await runIn(
    {
      "inventory.yaml": "all:\n  hosts: [a]\n",
      "a.yaml": "- hosts: all\n  tasks: [{ debug: { msg: '{{ x }}' } }]\n",
      "b.yaml": "- hosts: all\n  tsks: []\n",
    },
    ["validate", "a.yaml", "b.yaml", "c.yaml"],
  );
  expect([...stderr.matchAll(/RB\d{4} /g)].map(([code]) => code.trim())).toEqual(["RB2106", "RB3001", "RB1103"]);
  expect(stdout).toBe("a.yaml: fine\n");
  expect(exitCode).toBe(5);
});
