// node bench/inventory.mjs [HOSTS]: what it takes to load an inventory, beside the bare parse of the same text, in one run.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ratios, spread } from "./figures.mjs";
import { markdownTable } from "./markdown.mjs";
import { endMeasuring, measure } from "./measure.mjs";

const count = Number(process.argv[2] ?? 10_000);
const rounds = 5;
const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "runbook-inventory-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

const groups = 100;
const names = Array.from({ length: count }, (_, index) => `host-${String(index).padStart(5, "0")}.example.org`);
const variables = (index) => ({
  ansible_host: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
  rack: index % 40,
  note: `n ${index}`,
});
const membersOf = (group) => names.flatMap((name, index) => (index % groups === group ? [[name, index]] : []));
const byGroup = Array.from({ length: groups }, (_, group) => [`group${group}`, membersOf(group)]);

const ini = byGroup
  .map(([group, members]) => {
    const lines = members.map(([name, index]) => {
      const { ansible_host, rack, note } = variables(index);
      return `${name} ansible_host=${ansible_host} rack=${rack} note="${note}"`;
    });
    return `[${group}]\n${lines.join("\n")}\n[${group}:vars]\nof=${group}\n`;
  })
  .join("");
const tree = {
  all: {
    children: Object.fromEntries(
      byGroup.map(([group, members]) => {
        const hosts = Object.fromEntries(members.map(([name, index]) => [name, variables(index)]));
        return [group, { hosts, vars: { of: group } }];
      }),
    ),
  },
};
const list = {
  ...Object.fromEntries(
    byGroup.map(([group, members]) => [group, { hosts: members.map(([name]) => name), vars: { of: group } }]),
  ),
  _meta: { hostvars: Object.fromEntries(names.map((name, index) => [name, variables(index)])) },
};
const yaml = `all:\n  children:\n${byGroup
  .map(([group, members]) => {
    const hosts = members.map(([name, index]) => {
      const { ansible_host, rack, note } = variables(index);
      return `        ${name}: { ansible_host: ${ansible_host}, rack: ${rack}, note: ${note} }\n`;
    });
    return `    ${group}:\n      vars: { of: ${group} }\n      hosts:\n${hosts.join("")}`;
  })
  .join("")}`;

const put = (name, text) => writeFileSync(join(folder, name), text);
put("hosts.ini", ini);
put("hosts.json", JSON.stringify(tree));
put("hosts.yaml", yaml);
put("list.json", JSON.stringify(list));
put("program", `#!/bin/sh\ncat ${join(folder, "list.json")}\n`);
chmodSync(join(folder, "program"), 0o755);
mkdirSync(join(folder, "with/host_vars"), { recursive: true });
put("with/hosts", ini);
for (const [index, name] of names.slice(0, 1000).entries()) put(`with/host_vars/${name}.yml`, `own: ${index}\n`);
put("empty.mjs", "");
put("parse-json.mjs", 'import { readFileSync } from "node:fs";\nJSON.parse(readFileSync(process.argv[2], "utf8"));\n');
const yamlPackage = import.meta.resolve("yaml");
put(
  "parse-yaml.mjs",
  `import { readFileSync } from "node:fs";\nimport { parseDocument } from ${JSON.stringify(yamlPackage)};\nparseDocument(readFileSync(process.argv[2], "utf8"), { uniqueKeys: false });\n`,
);

const at = (name) => join(folder, name);
const hosts = (name) => [program, "hosts", "-i", at(name)];
const rows = [
  ["bare node", [at("empty.mjs")]],
  ["INI", hosts("hosts.ini")],
  ["JSON", hosts("hosts.json")],
  ["a program's JSON", hosts("program")],
  ["INI, and 1,000 files in host_vars/", hosts("with/hosts")],
  ["YAML", hosts("hosts.yaml")],
  ["bare JSON.parse", [at("parse-json.mjs"), at("hosts.json")]],
  ["bare parse with the package yaml", [at("parse-yaml.mjs"), at("hosts.yaml")]],
];
const costs = new Map(rows.map(([name]) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of rows) {
    const command = [process.execPath, ...args];
    const cost = await measure({ command, environment: process.env, output: at("output") });
    if (cost.status !== 0) throw new Error(`${name} ended with ${cost.status}; see ${at("output")}`);
    costs.get(name).push(cost);
  }
}
const all = (name, what) => costs.get(name).map((cost) => cost[what]);
const cells = rows.map(([name]) => [name, spread(all(name, "wall"), 0), spread(all(name, "cpu"), 0)]);
console.log(`${count} hosts in ${groups} groups, 3 variables each; a process from start to end, ${rounds} rounds.\n`);
console.log(markdownTable(["what", "wall ms", "CPU ms"], cells));
const [ours, bare] = ["YAML", "bare parse with the package yaml"].map((name) => all(name, "cpu"));
console.log(`\nYAML is ${spread(ratios(ours, bare), 2)} x the bare parse, in CPU.`);
endMeasuring();
