import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { addNames } from "../../../src/inventory/add-names.ts";
import { finishInventory } from "../../../src/inventory/finish-inventory.ts";
import { InventoryDraft } from "../../../src/inventory/inventory-draft.ts";
import type { Inventory } from "../../../src/inventory/model.ts";
import { readInventory } from "../../../src/inventory/read-inventory.ts";
import { inventoryForm } from "../../../src/inventory/read-inventory-file.ts";
import { isSampleInventory, sampleProblem } from "../../../src/inventory/sample.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { placeOf } from "../../../src/source/span.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";

const ini = (text: string) => readInventory([{ name: "hosts.ini", text }]);
const yaml = (text: string) => readInventory([{ name: "hosts.yaml", text }]);

function variables(inventory: Inventory, host: string): Record<string, unknown> {
  const found = inventory.hosts.get(host)?.variables ?? new Map();
  return JSON.parse(JSON.stringify(Object.fromEntries([...found].map(([k, d]) => [k, valueOfLocated(d.value)]))));
}

function mistakes(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(
      (one) => `${one.at ? placeOf(one.at).replace(/^.*?:/, "") : "?"} ${one.code} ${one.message}`,
    );
  }
}

describe("the YAML form", () => {
  const text = `
all:
  vars: {domain: example.org}
  hosts:
    solo:
  children:
    app:
      vars: {port: 80}
      hosts:
        web[01:03]: {ansible_user: neolane}
        db[a:b]-x[1:3:2]:
    empty:
`;

  test("gives hosts in file order, ranges written out", () => {
    const names = ["solo", "web01", "web02", "web03", "dba-x1", "dba-x3", "dbb-x1", "dbb-x3"];
    expect([...yaml(text).hosts.keys()]).toEqual(names);
    expect(variables(yaml(text), "web02")).toEqual({ domain: "example.org", port: 80, ansible_user: "neolane" });
  });

  test("puts hosts without a group into ungrouped, and names the groups from the outside in", () => {
    expect(yaml(text).hosts.get("solo")?.groups).toEqual(["all", "ungrouped"]);
    expect(yaml(text).hosts.get("web01")?.groups).toEqual(["all", "app"]);
    expect([...yaml(text).groups.keys()]).toEqual(["all", "ungrouped", "app", "empty"]);
  });

  test("remembers who said it and where", () => {
    const definition = yaml(text).hosts.get("web01")?.variables.get("port");
    expect(definition).toMatchObject({ name: "port", by: "group app" });
    expect(definition && placeOf(definition.value.span)).toBe("hosts.yaml:8:20");
  });

  test("takes a port from the name", () => {
    const inventory = yaml('all: {hosts: {"web:2222": , "[fe80::1]:22": , "fe80::2": }}');
    expect([...inventory.hosts.keys()]).toEqual(["web", "fe80::1", "fe80::2"]);
    expect(variables(inventory, "web")).toEqual({ ansible_port: 2222 });
    expect(variables(inventory, "fe80::2")).toEqual({});
  });
});

describe("the INI form", () => {
  test("reads sections, ranges and variables", () => {
    const inventory = ini(`
; a comment
solo ansible_host=10.0.0.1
[web]
web[1:2].example.org:2222 tier=front # a comment
[app:children]
web
[app:vars]
home = /usr/local/neolane
[all:vars]
ansible_user=neolane
`);
    expect([...inventory.hosts.keys()]).toEqual(["solo", "web1.example.org", "web2.example.org"]);
    expect(variables(inventory, "web1.example.org")).toEqual({
      ansible_user: "neolane",
      home: "/usr/local/neolane",
      ansible_port: 2222,
      tier: "front",
    });
    expect(inventory.hosts.get("web1.example.org")?.groups).toEqual(["all", "app", "web"]);
  });

  test("a variable's place is the value's place", () => {
    const definition = ini("a x=1 home='/usr/my home'").hosts.get("a")?.variables.get("home");
    const value = definition?.value;
    if (value?.kind !== "scalar") throw new Error("no scalar");
    expect(placeOf(value.span)).toBe("hosts.ini:1:12");
    expect(placeOf(value.spanWithin(8, 12))).toBe("hosts.ini:1:21");
  });

  test("templates stay text", () => {
    expect(variables(ini("a x='{{ home }}/nl6'\n[all:vars]\ny={{ home }}"), "a")).toEqual({
      x: "{{ home }}/nl6",
      y: "{{ home }}",
    });
  });
});

describe("precedence", () => {
  test("all < outer group < inner group < host", () => {
    const inventory = ini(`
h x=host
[inner]
h
[outer:children]
inner
[all:vars]
v=all
w=all
x=all
[outer:vars]
v=outer
w=outer
[inner:vars]
w=inner
`);
    expect(variables(inventory, "h")).toEqual({ v: "outer", w: "inner", x: "host" });
  });

  const siblings = (a: string, b: string) => ini(`[a]\nh\n[b]\nh\n[a:vars]\n${a}\n[b:vars]\n${b}\n`).hosts.get("h");

  test("siblings that agree are no conflict", () => {
    expect([...(siblings("x=1", "x=1")?.conflicts ?? [])]).toEqual([]);
  });

  test("siblings that disagree are a conflict, kept until someone uses the variable", () => {
    const conflict = siblings("x=1\ny=1", "x=2\ny=1")?.conflicts;
    expect([...(conflict?.keys() ?? [])]).toEqual(["x"]);
    expect(conflict?.get("x")?.map((one) => one.by)).toEqual(["group a", "group b"]);
  });

  test("ansible_group_priority decides between siblings, and is no variable", () => {
    const host = siblings("x=1\nansible_group_priority=10", "x=2");
    expect(host?.conflicts.size).toBe(0);
    expect(host?.variables.get("x")?.by).toBe("group a");
    expect(host?.variables.has("ansible_group_priority")).toBe(false);
  });

  test("a host's own value, or a deeper group's, ends a conflict", () => {
    expect(ini("[a]\nh x=3\n[b]\nh\n[a:vars]\nx=1\n[b:vars]\nx=2\n").hosts.get("h")?.conflicts.size).toBe(0);
    const deeper = ini("[a]\nh\n[b]\nh\n[d]\nh\n[c:children]\nd\n[a:vars]\nx=1\n[b:vars]\nx=2\n[d:vars]\nx=3\n");
    expect(deeper.hosts.get("h")?.conflicts.size).toBe(0);
  });

  test("later files win", () => {
    const files = ["all: {hosts: {h: {x: 1, y: 1}}}", "all: {hosts: {h: {x: 2}}}"];
    const inventory = readInventory(files.map((text, index) => ({ name: `${index}.yaml`, text })));
    expect(variables(inventory, "h")).toEqual({ x: 2, y: 1 });
    expect(inventory.sources).toEqual(["0.yaml", "1.yaml"]);
  });
});

describe("what is wrong", () => {
  test.each([
    ["a list", "- a", "1:1 RB3001 an inventory is a mapping of groups"],
    ["hosts without a group", "hosts: {a: }", '1:1 RB3001 "hosts" stands outside of any group'],
    ["a plugin", "plugin: aws_ec2", '1:1 RB3001 plugin: the inventory plugin "aws_ec2" is not supported'],
    ["a slip", "all: {hots: {a: }}", '1:7 RB1103 group "all" has an unknown key "hots"'],
    ["a list of hosts", "all: {hosts: [a, b]}", '1:14 RB3001 "hosts" of group "all" must be a mapping'],
    ["a variable in place of a host's variables", "all: {hosts: {a: 5}}", '1:18 RB3001 host "a" must be a mapping'],
    [
      "a name with a dash first",
      'all: {hosts: {"-oProxyCommand=x": }}',
      '1:15 RB3005 "-oProxyCommand=x" is not an allowed host name',
    ],
    ["a control character", 'all: {hosts: {"a\\e[1m": }}', '1:15 RB3005 "a\\u001b[1m" is not an allowed host name'],
    ["a line end in a name", 'all: {hosts: {"a\\nb": }}', '1:15 RB3005 "a\\nb" is not an allowed host name'],
    [
      "too many hosts",
      "all: {hosts: {'a[1:999999999]': }}",
      '1:15 RB3001 "a[1:999999999]" stands for more than 100000 hosts',
    ],
    [
      "two ranges with too many hosts",
      "all: {hosts: {'a[1:999]b[1:999]': }}",
      '1:15 RB3001 "a[1:999]b[1:999]" stands for more than 100000 hosts',
    ],
    ["a range backwards", "all: {hosts: {'a[3:1]': }}", '1:15 RB3001 "[3:1]" is not a range of hosts'],
    ["a range of two lengths", "all: {hosts: {'a[01:100]': }}", '1:15 RB3001 "[01:100]" is not a range of hosts'],
    [
      "a circle",
      "a: {children: {b: {children: {a: }}}}",
      '1:31 RB3001 groups contain each other: "a" contains "b" contains "a"',
    ],
    ["a group in itself", "a: {children: {a: }}", '1:16 RB3001 groups contain each other: "a" contains "a"'],
    ["a group name with blanks", '"a b": {hosts: {x: }}', '1:1 RB3001 "a b" is not a usable group name'],
    [
      "a priority in words",
      "a: {vars: {ansible_group_priority: high}}",
      '1:36 RB3001 "ansible_group_priority" must be a whole number',
    ],
  ])("in YAML: %s", (_, text, expected) => {
    expect(mistakes(() => yaml(text))).toEqual([expected]);
  });

  test("in INI: everything at once, in order", () => {
    const text = "[a]\n-x\n'x\nh y\n[b c]\n[d:var]\n[a:vars]\n=3\n__proto__=1\n[q:children]\nzz\n[e:vars]\nx=1\n";
    expect(mistakes(() => ini(text))).toEqual([
      '2:1 RB3005 "-x" is not an allowed host name',
      "3:1 RB3001 a quote is not closed in this line",
      "4:3 RB3001 after a host only name=value is expected",
      "5:1 RB3001 this section cannot be understood",
      "6:1 RB3001 this section cannot be understood",
      "8:1 RB3001 a line of [a:vars] must be name=value",
      '9:11 RB1007 the name "__proto__" is not allowed',
      '11:1 RB3002 [q:children] names the group "zz", which is not declared',
      '12:1 RB3002 [e:vars] names the group "e", which is not declared',
    ]);
  });
});

describe("the form of a file", () => {
  test.each([
    ["x.yml", "", "yaml"],
    ["x.json", "", "yaml"],
    ["x.ini", "a: b", "ini"],
    ["hosts", "# all:\n[web]\na", "ini"],
    ["hosts", "web1 ansible_port=22", "ini"],
    ["hosts", "web1:2222", "ini"],
    ["hosts", "\n# c\nall:\n  hosts:", "yaml"],
    ["hosts", "---\nall:", "yaml"],
    ["hosts", '{"all": {}}', "yaml"],
  ])("%s with %j", (name, text, form) => {
    expect(inventoryForm({ name, text })).toBe(form);
  });
});

test("a list of names is an inventory", () => {
  const fromNames = (names: string) => {
    const draft = new InventoryDraft({ file: { name: "-i", text: names }, start: 0, end: 0 });
    addNames(names, draft);
    return finishInventory(draft, { sources: [] });
  };
  const inventory = fromNames("web1, web2:2222,");
  expect([...inventory.hosts.keys()]).toEqual(["web1", "web2"]);
  expect(variables(inventory, "web2")).toEqual({ ansible_port: 2222 });
  expect(mistakes(() => fromNames("-x,"))).toEqual(['1:1 RB3005 "-x" is not an allowed host name']);
});

describe("the sample that comes with the project", () => {
  const sample = readInventory([{ name: "inventory.yaml", text: readFileSync("inventory.yaml", "utf8") }]);

  test("is an inventory of three instances, and is known as the sample", () => {
    expect([...sample.groups.keys()]).toEqual(["all", "ungrouped", "campaign", "acme_prod", "acme_stage", "acme_dev"]);
    expect(isSampleInventory(sample)).toBe(true);
    expect(sampleProblem(sample).message).toContain("runbook lab up --dir lab");
  });

  test("stops being the sample when a host is real", () => {
    expect(isSampleInventory(yaml("all: {hosts: {a.example.net: {ansible_host: 10.0.0.1}}}"))).toBe(false);
    expect(isSampleInventory(yaml("all: {hosts: {a.example.net: , b.example.org: }}"))).toBe(false);
    expect(isSampleInventory(yaml("all: "))).toBe(false);
  });
});
