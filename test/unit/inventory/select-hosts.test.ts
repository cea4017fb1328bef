import { describe, expect, test } from "vitest";
import { expandLimit } from "../../../src/inventory/expand-limit.ts";
import { readInventory } from "../../../src/inventory/read-inventory.ts";
import { selectHosts } from "../../../src/inventory/select-hosts.ts";
import { ProblemError } from "../../../src/problems/problem.ts";

const text = `
solo
fe80::1
[web]
web1
web2
web3
web4
[db]
db1
web2
[backend:children]
db
[empty]
[all:vars]
x=1
`;
const inventory = readInventory([{ name: "hosts.ini", text }]);
const names = (pattern: string) =>
  selectHosts(inventory, pattern)
    .map((host) => host.name)
    .join(" ");

function mistake(pattern: string): string {
  try {
    return `none: ${names(pattern)}`;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map((one) => `${one.code} ${one.message} | ${one.hint}`).join("\n");
  }
}

describe("a pattern", () => {
  test.each([
    ["all", "solo fe80::1 web1 web2 web3 web4 db1"],
    ["*", "solo fe80::1 web1 web2 web3 web4 db1"],
    ["web", "web1 web2 web3 web4"],
    ["web1", "web1"],
    ["fe80::1", "fe80::1"],
    ["db,solo", "db1 web2 solo"],
    ["db:solo", "db1 web2 solo"],
    ["db, fe80::1", "db1 web2 fe80::1"],
    ["web:&db", "web2"],
    ["web:!db", "web1 web3 web4"],
    ["!db:web", "web1 web3 web4"],
    ["!web", "solo fe80::1 db1"],
    ["&db", "web2 db1"],
    ["backend", "db1 web2"],
    ["web?", "web1 web2 web3 web4"],
    ["*1", "fe80::1 web1 db1"],
    ["web[!12]", "web3 web4"],
    ["web[12]*", "web1 web2"],
    ["~web[34]", "web3 web4"],
    ["~(solo|db)", "db1 web2 solo"],
    ["web[0]", "web1"],
    ["web[-1]", "web4"],
    ["web[1:2]", "web2 web3"],
    ["web[2:]", "web3 web4"],
    ["web[0:99]", "web1 web2 web3 web4"],
    ["web[0]:db[0]", "web1 db1"],
    ["ungrouped", "solo fe80::1"],
    ["empty,solo", "solo"],
  ])("%s means %s", (pattern, expected) => {
    expect(names(pattern)).toBe(expected);
  });

  test.each([
    ["wbe", 'RB3002 there is no host or group "wbe" in the inventory | did you mean "web"?'],
    ["web:!bd", 'RB3002 there is no host or group "bd" in the inventory | did you mean "db"?'],
    ["x*", 'RB3003 "x*" matches no host and no group | try "runbook hosts --graph" to see hosts and groups'],
    ["web[7]", 'RB3003 "web[7]" matches no host: "web" has 4 hosts | the first has the number 0, the last -1'],
    ["web[-5]", 'RB3003 "web[-5]" matches no host: "web" has 4 hosts | the first has the number 0, the last -1'],
    ["web:!web", 'RB3003 the pattern "web:!web" matches no host | try "runbook hosts --graph" to see hosts and groups'],
    ["empty", 'RB3003 the pattern "empty" matches no host | try "runbook hosts --graph" to see hosts and groups'],
    ["~(", 'RB3003 "~(" is not a regular expression | undefined'],
  ])("%s is a problem with a way out", (pattern, expected) => {
    expect(mistake(pattern)).toBe(expected);
  });

  test("localhost is there without being listed, and is local", () => {
    const [host] = selectHosts(inventory, "localhost");
    expect(host?.variables.get("ansible_connection")?.value).toMatchObject({ value: "local" });
    expect(host?.variables.get("x")?.value).toMatchObject({ value: 1 });
    expect(names("all")).not.toContain("localhost");
  });
});

describe("a limit", () => {
  const read = async (path: string) => ({ "failed.txt": "web1\n# a comment\n\ndb1\n" })[path] ?? "";

  test("may name a file of hosts", async () => {
    expect(await expandLimit("@failed.txt,solo", read)).toBe("web1,db1,solo");
    expect(await expandLimit("web:&db", read)).toBe("web:&db");
  });

  test("refuses a file that names nothing", async () => {
    await expect(expandLimit("@empty.txt", read)).rejects.toThrow('the limit file "empty.txt" names no host');
  });
});
