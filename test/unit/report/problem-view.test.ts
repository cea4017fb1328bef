import { describe, expect, test } from "vitest";
import { type Problem, problem, warning } from "../../../src/problems/problem.ts";
import { problemJson, problemText } from "../../../src/report/problem-view.ts";
import type { Span } from "../../../src/source/span.ts";

const file = {
  name: "inventory.yaml",
  text: "all:\n  hosts:\n    web1:\n    web2:\n      group: wbe\n  vars:\n    x: 1\n",
};

function spanOf(text: string, source = file): Span {
  const start = source.text.indexOf(text);
  return { file: source, start, end: start + text.length };
}

function first(error: { readonly problems: readonly Problem[] }): Problem {
  const [only] = error.problems;
  if (only === undefined) throw new Error("no problem");
  return only;
}

const wrongGroup = first(
  problem("RB3002", `group "wbe" does not exist`, { at: spanOf("wbe"), hint: `did you mean "web"?` }),
);

function shown(problems: readonly Problem[], columns = 80): string {
  return problemText(problems, { columns, color: false });
}

describe("a problem on the screen", () => {
  test("has its place, code, sentence, the lines about it with a caret, and the way out", () => {
    expect(shown([wrongGroup])).toBe(
      `inventory.yaml:5:14  RB3002  group "wbe" does not exist
  3 |     web1:
  4 |     web2:
> 5 |       group: wbe
    |              ^^^
  6 |   vars:
  7 |     x: 1
  hint: did you mean "web"?
`,
    );
  });

  test("without a place is one line and its hint", () => {
    const lost = first(problem("RB8001", "unknown option --foo", { hint: "try --help" }));
    expect(shown([lost])).toBe("RB8001  unknown option --foo\n  hint: try --help\n");
  });

  test("stands by file and place among others, and they are counted", () => {
    const early = warning("RB1103", "odd", { at: spanOf("web1") });
    const lost = first(problem("RB8001", "nowhere"));
    const text = shown([wrongGroup, early, lost]);
    expect(text.match(/RB\d+(?: warning)?/g)).toEqual(["RB8001", "RB1103 warning", "RB3002"]);
    expect(text.endsWith("\n2 errors, 1 warning\n")).toBe(true);
  });

  test("points to the right column after wide, hidden and tab characters", () => {
    const odd = { name: "x.yaml", text: "日本\u202e\t: bad\n" };
    const [, line = "", caret = ""] = shown([first(problem("RB1002", "bad", { at: spanOf("bad", odd) }))]).split("\n");
    expect(line).toBe("> 1 | 日本<U+202E> : bad");
    expect(caret.indexOf("^")).toBe("> 1 | ".length + 4 + 8 + 1 + 2);
    expect(caret.trim()).toBe("| ^^^".replace("| ", `|${" ".repeat(16)}`));
  });

  test("shows the part of a very long line that is meant", () => {
    const long = { name: "x.yaml", text: `${"a".repeat(5000)}HERE${"b".repeat(5000)}\n` };
    const [, line = "", caret = ""] = shown([first(problem("RB1002", "bad", { at: spanOf("HERE", long) }))], 60).split(
      "\n",
    );
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).toBe("HERE");
  });

  test("underlines no more than the first line of what is meant", () => {
    const text = shown([first(problem("RB1002", "bad", { at: spanOf("web2:\n      group: wbe") }))]);
    expect(text).toContain("> 4 |     web2:\n    |     ^^^^^\n  5 |");
  });

  test("at the end of a file has a caret too", () => {
    const end = { name: "x.yaml", text: "a: [" };
    expect(shown([first(problem("RB1002", "bad", { at: { file: end, start: 4, end: 4 } }))])).toContain(
      "> 1 | a: [\n    |     ^\n",
    );
  });
});

test("problems as JSON are one object per line with place and hint", () => {
  expect(problemJson([wrongGroup])).toBe(
    `{"type":"problem","severity":"error","code":"RB3002","message":"group \\"wbe\\" does not exist",` +
      `"at":"inventory.yaml:5:14","hint":"did you mean \\"web\\"?"}\n`,
  );
});
