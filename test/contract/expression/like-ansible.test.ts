import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/expression/evaluate.ts";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { parseTemplate } from "../../../src/expression/parse-template.ts";
import { renderTemplate, renderText } from "../../../src/expression/render-template.ts";
import { layered, type Outside, type Scope, scopeOf } from "../../../src/expression/scope.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { isTrue } from "../../../src/expression/truth.ts";
import { Unknown } from "../../../src/expression/unknown.ts";
import { isMap, type Value, valueFromJson } from "../../../src/expression/value.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { askAnsible, type Question, whyNotAsk } from "../../support/ask-ansible.ts";
import { caseVariables, expressionCases } from "../../support/expression-cases.ts";

const whyNot = whyNotAsk();
const cases = Object.values(expressionCases).flat();

/** The environment that Ansible is asked in. */
const outside: Outside = {
  environment: (name) => (name === "RUNBOOK_TEST" ? "of the test" : undefined),
  file: () => expect.unreachable("no file is looked up"),
  template: () => expect.unreachable("no template is looked up"),
};
const variables = valueFromJson(JSON.parse(JSON.stringify(caseVariables)));
const scope: Scope = layered(scopeOf(isMap(variables) ? variables : {}), {
  lookup: () => undefined,
  names: () => [],
  outside,
});

/** What ours gives, as JSON data; the words "refused: ..." for a problem. */
function ours({ kind, text }: Question): unknown {
  try {
    const value = valueOfQuestion(kind, text);
    if (value instanceof Unknown) return "unknown";
    if (kind === "condition") return isTrue(value);
    return JSON.parse(JSON.stringify(value));
  } catch (error) {
    if (error instanceof ProblemError) return `refused: ${error.message}`;
    throw error;
  }
}

function valueOfQuestion(kind: Question["kind"], text: string): Value {
  const source = sourceText("case", text);
  if (kind === "expression" || kind === "condition") return evaluate(parseExpression(source), scope);
  if (kind === "value") return renderTemplate(parseTemplate(source, { keepBackslashes: true }), scope);
  return renderText(parseTemplate(source), scope);
}

describe.skipIf(whyNot !== undefined)(`expressions give what Ansible's give (${whyNot ?? "asks Ansible"})`, () => {
  const answers = whyNot === undefined ? askAnsible(cases, caseVariables) : [];

  describe.each(Object.entries(expressionCases))("%s", (_, group) => {
    test.each(group.map((one) => [one.text, one] as const))("%s", (_text, one) => {
      const theirs = answers[cases.indexOf(one)];
      const mine = { value: ours(one) };
      if (one.differs === undefined) expect(mine).toEqual(theirs);
      else expect(mine, one.differs).not.toEqual(theirs);
    });
  });
});
