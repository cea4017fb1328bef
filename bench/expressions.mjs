// What conditions cost: each evaluated 100,000 times by us, by minijinja (WebAssembly), and as a JavaScript function.
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Environment } from "minijinja-js";
import { median, middle } from "./figures.mjs";
import { markdownTable } from "./markdown.mjs";

const times = 100_000;

const variables = {
  result: { rc: 0, changed: true, stdout: "version 3.4.1, build 77" },
  host: { facts: { os: "debian", version: "12.5" } },
  group_names: ["web", "db"],
  stage: "test",
};

/** Conditions as playbooks have them, and the same in JavaScript; the first two are what the target is about. */
const conditions = [
  ["result.rc != 0 and host.facts.os == 'debian'", (v) => v.result.rc !== 0 && v.host.facts.os === "debian"],
  ["result.rc == 0 and host.facts.os == 'debian'", (v) => v.result.rc === 0 && v.host.facts.os === "debian"],
  ["'web' in group_names", (v) => v.group_names.includes("web")],
  [
    "result is defined and result.rc | default(1) | int == 0",
    (v) => v.result !== undefined && Number(v.result.rc ?? 1) === 0,
  ],
  ["stage in ['test', 'prod'] and not result.changed", (v) => ["test", "prod"].includes(v.stage) && !v.result.changed],
  [
    "group_names | map('upper') | join(',') == 'WEB,DB'",
    (v) => v.group_names.map((name) => name.toUpperCase()).join() === "WEB,DB",
  ],
  ["host.facts.version is version('12', '>=')", undefined],
  ["result.stdout is search('build [0-9]+')", (v) => /build [0-9]+/.test(v.result.stdout)],
  ["result.stdout is match('version (3|4)[.]')", (v) => /^version (3|4)[.]/.test(v.result.stdout)],
];

/** Prints a table of milliseconds for 100,000 evaluations; ours, by condition. */
export async function expressions(bench, { rounds }) {
  bench.say(`\n## Conditions, ${times} times each`);
  const ours = await evaluator(bench.program);
  const environment = new Environment();
  const rows = [];
  const found = [];
  for (const [text, plain] of conditions) {
    const mine = repeated(rounds, ours(text));
    const theirs = isKnown(environment, text)
      ? repeated(rounds, () => environment.evalExpr(text, variables), times / 20).map((time) => time * 20)
      : [undefined];
    const floor = plain === undefined ? [undefined] : repeated(rounds, () => plain(variables));
    rows.push([`\`${text.replaceAll("|", "\\|")}\``, middle(mine, 0), middle(theirs, 0), middle(floor, 1)]);
    found.push(median(mine));
  }
  bench.say(`\n${markdownTable(["condition", "runbook ms", "minijinja ms", "JavaScript ms"], rows)}`);
  return { plain: Math.max(...found.slice(0, 2)), worst: Math.max(...found) };
}

/** Our evaluator, from the modules beside the program: parsed once, evaluated each time. */
async function evaluator(program) {
  const module = (name) => import(pathToFileURL(join(dirname(program), "expression", `${name}.js`)));
  const { evaluate } = await module("evaluate");
  const { parseExpression } = await module("parse-expression");
  const { sourceText } = await module("source-text");
  const { scopeOf } = await module("scope");
  const { valueFromJson } = await module("value");
  const scope = scopeOf(valueFromJson(variables));
  return (text) => {
    const parsed = parseExpression(sourceText("condition", text));
    return () => evaluate(parsed, scope);
  };
}

function isKnown(environment, text) {
  try {
    environment.evalExpr(text, variables);
    return true;
  } catch {
    return false;
  }
}

function repeated(rounds, run, count = times) {
  const warm = () => {
    for (let time = 0; time < count / 10; time++) run();
  };
  warm();
  return Array.from({ length: rounds }, () => {
    const begin = performance.now();
    for (let time = 0; time < count; time++) run();
    return performance.now() - begin;
  });
}
