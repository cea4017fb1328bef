// What it takes to load an inventory of 10,000 hosts, beside the bare parse of the same text.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { median, ratios, spread } from "./figures.mjs";
import { markdownTable } from "./markdown.mjs";
import { measure } from "./measure.mjs";

const count = 10_000;
const groups = 100;
const ownFiles = 1000;

/** Prints a table of milliseconds; the medians of INI and JSON, and how many times the bare parse YAML takes. */
export async function inventory(bench, { rounds }) {
  bench.say(`\n## ${count} hosts in ${groups} groups, 3 variables each`);
  const folder = join(bench.folder, "inventory");
  putFiles(folder);
  const costs = await alternately(bench, commandsFor(bench.program, folder), Math.max(rounds, 5));
  const all = (name, what) => costs.get(name).map((cost) => cost[what]);
  const rows = [...costs.keys()].map((name) => [name, spread(all(name, "wall"), 0), spread(all(name, "cpu"), 0)]);
  bench.say(`\n${markdownTable(["one process, from start to end", "wall ms", "CPU ms"], rows)}`);
  const yaml = ratios(all("YAML", "cpu"), all("bare parse with the package yaml", "cpu"));
  bench.say(`\nYAML takes ${spread(yaml, 2)} x the CPU of the bare parse.`);
  return { ini: median(all("INI", "wall")), json: median(all("JSON", "wall")), yaml: median(yaml) };
}

async function alternately(bench, commands, rounds) {
  const costs = new Map(commands.map(([name]) => [name, []]));
  const output = join(bench.folder, "output");
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of commands) {
      bench.tell(`inventory: ${name}, round ${round + 1}`);
      const cost = await measure({ command: [process.execPath, ...args], environment: process.env, output });
      if (cost.status !== 0) bench.stop(`${name} ended with ${cost.status}; see ${output}`);
      costs.get(name).push(cost);
    }
  }
  return costs;
}

function commandsFor(program, folder) {
  const at = (name) => join(folder, name);
  const hosts = (name) => [program, "hosts", "-i", at(name)];
  return [
    ["bare node", [at("empty.mjs")]],
    ["INI", hosts("hosts.ini")],
    ["JSON", hosts("hosts.json")],
    ["a program's JSON", hosts("program")],
    [`INI, and ${ownFiles} files in host_vars/`, hosts("with/hosts")],
    ["YAML", hosts("hosts.yaml")],
    ["bare JSON.parse", [at("parse-json.mjs"), at("hosts.json")]],
    ["bare parse with the package yaml", [at("parse-yaml.mjs"), at("hosts.yaml")]],
  ];
}

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

/** The same hosts in each form, and the scripts that only parse. */
function putFiles(folder) {
  const put = (name, text) => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, "with/host_vars"), { recursive: true });
  put("hosts.ini", ini);
  put("hosts.json", JSON.stringify(tree));
  put("hosts.yaml", yaml);
  put("list.json", JSON.stringify(list));
  put("program", `#!/bin/sh\ncat ${join(folder, "list.json")}\n`);
  chmodSync(join(folder, "program"), 0o755);
  put("with/hosts", ini);
  for (const [index, name] of names.slice(0, ownFiles).entries()) put(`with/host_vars/${name}.yml`, `own: ${index}\n`);
  put("empty.mjs", "");
  const read = 'import { readFileSync } from "node:fs";\nconst text = readFileSync(process.argv[2], "utf8");\n';
  put("parse-json.mjs", `${read}JSON.parse(text);\n`);
  const yamlPackage = JSON.stringify(import.meta.resolve("yaml"));
  put(
    "parse-yaml.mjs",
    `import { parseDocument } from ${yamlPackage};\n${read}parseDocument(text, { uniqueKeys: false });\n`,
  );
}
