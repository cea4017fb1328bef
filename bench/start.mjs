// What the program costs before it does anything: its start, the validation of a long runbook, the smallest run.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { median, spread } from "./figures.mjs";
import { campaign } from "./jobs.mjs";
import { markdownTable } from "./markdown.mjs";
import { measure } from "./measure.mjs";
import { race } from "./race.mjs";

const times = 10;
const tasks = 1000;

/** Prints a table of CPU milliseconds; the medians of what lies over the base of each row, by row. */
export async function start(bench, { rounds }) {
  bench.say("\n## Start");
  const empty = join(bench.folder, "empty.mjs");
  const long = join(bench.folder, "long.yml");
  writeFileSync(empty, "");
  writeFileSync(long, longRunbook());
  const commands = {
    node: [process.execPath, empty],
    version: [process.execPath, bench.program, "--version"],
    validate: [process.execPath, bench.program, "validate", long],
  };
  const short = await alternately(bench, commands);
  const one = await smallestRuns(bench, rounds);
  const over = (rounds, base) => rounds.map(({ cpu }, index) => cpu - base[index].cpu);
  const lines = [
    ["bare node", short.node, undefined],
    ["runbook --version", short.version, over(short.version, short.node)],
    [`runbook validate, ${tasks} tasks`, short.validate, over(short.validate, short.node)],
    ["bare ssh2, one exec, 1 host", one.floor, undefined],
    ["runbook apply, 1 host", one.ours, over(one.ours, one.floor)],
  ];
  const rows = lines.map(([name, measured, more]) => [
    name,
    spread(
      measured.map(({ wall }) => wall),
      0,
    ),
    spread(
      measured.map(({ cpu }) => cpu),
      0,
    ),
    more === undefined ? "-" : spread(more, 0),
  ]);
  bench.say(`\n${markdownTable(["one process", "wall ms", "CPU ms", "over the base"], rows)}`);
  bench.say("\nThe base is bare node, and for the apply bare ssh2.");
  return {
    version: median(lines[1][2]),
    validate: median(short.validate.map(({ wall }) => wall)),
    apply: median(lines[4][2]),
  };
}

async function alternately(bench, commands) {
  const results = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  const output = join(bench.folder, "output");
  for (let time = 0; time < times; time++) {
    for (const [name, command] of Object.entries(commands)) {
      const cost = await measure({ command, environment: process.env, output });
      if (cost.status !== 0) bench.stop(`${command.join(" ")} ended with ${cost.status}; see ${output}`);
      results[name].push(cost);
    }
  }
  return results;
}

async function smallestRuns(bench, rounds) {
  bench.lab.up(1);
  const contestants = bench.everyone.filter(({ key }) => key === "floor" || key === "ours");
  const runs = () => ["first"];
  const results = await race({ bench, job: campaign, count: 1, contestants, rounds: Math.max(rounds, 5), runs });
  const [floor, ours] = [...results.values()].map(({ rounds }) => rounds);
  if (ours === undefined) bench.stop("the smallest run failed");
  return { floor, ours };
}

function longRunbook() {
  const kinds = [
    (n) =>
      `lineinfile: { path: "{{ folder }}/options-${n}", line: "limit = {{ limit }}", create: true }\n      when: limit > ${n % 20}`,
    (n) => `command: /usr/bin/true ${n}\n      changed_when: false\n      register: result_${n}`,
    (n) =>
      `copy: { content: "{{ folder | upper }} ${n}\\n", dest: "{{ folder }}/copy-${n}", mode: "0644" }\n      notify: restart`,
    (n) =>
      `xml: { path: "{{ folder }}/c.xml", xpath: "/a/b[@n='${n}']", attribute: c, value: "${n}" }\n      tags: [xml, even]`,
  ];
  const task = (_, index) => `    - name: task ${index}\n      ${kinds[index % kinds.length](index)}\n`;
  return `- hosts: all
  gather_facts: false
  vars: { folder: /srv/app, limit: 10 }
  handlers:
    - name: restart
      command: /usr/bin/true
  tasks:
${Array.from({ length: tasks }, task).join("")}`;
}
