import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { valueMap } from "../../../src/expression/value.ts";
import { inventoryAsJson } from "../../../src/inventory/inventory-as-json.ts";
import { openInventory } from "../../../src/inventory/open-inventory.ts";
import { variablesAsWritten } from "../../../src/inventory/variables-as-written.ts";
import { ansibleInventory, hasAnsible } from "../../support/run-ansible.ts";

// Random projects: two inventories with nested groups, priorities, group_vars/ and host_vars/, beside the real ansible-inventory.
const groups = ["a", "b", "c", "d", "e"] as const;
const hosts = ["h1", "h2", "h3"] as const;
const variables = ["v", "w", "x"] as const;

const subset = <T>(items: readonly T[]) => fc.subarray([...items], { maxLength: Math.min(2, items.length) });
const said = subset(variables);
const inventory = fc.record({
  members: fc.tuple(...groups.map(() => subset(hosts))),
  /** A group holds only groups after it, so that there is no ring. */
  children: fc.tuple(...groups.map((_, index) => subset(groups.slice(index + 1)))),
  inline: fc.tuple(...groups.map(() => said)),
  priority: fc.tuple(...groups.map(() => fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3, nil: undefined }))),
  all: said,
  host: fc.tuple(...hosts.map(() => said)),
  groupFiles: fc.tuple(...["all", ...groups].map(() => said)),
  hostFiles: fc.tuple(...hosts.map(() => said)),
});
type Inventory = typeof inventory extends fc.Arbitrary<infer T> ? T : never;

function filesOf(one: Inventory, name: string): Readonly<Record<string, string>> {
  const values = (names: readonly string[] | undefined, by: string, sign: string) =>
    (names ?? []).map((variable) => `${variable}${sign}${name} ${by}`);
  const sections = groups.flatMap((group, index) => [
    `[${group}]`,
    ...(one.members[index] ?? []),
    `[${group}:children]`,
    ...(one.children[index] ?? []),
    `[${group}:vars]`,
    ...values(one.inline[index], group, "="),
    ...(one.priority[index] === undefined ? [] : [`ansible_group_priority=${one.priority[index]}`]),
  ]);
  const own = hosts.map((host, index) =>
    [host, ...(one.host[index] ?? []).map((variable) => `${variable}=${name}_${host}`)].join(" "),
  );
  const files = [
    ...["all", ...groups].map((group, index) => {
      return [`group_vars/${group}.yml`, values(one.groupFiles[index], `${group} file`, ": ")] as const;
    }),
    ...hosts.map((host, index) => {
      return [`host_vars/${host}.yml`, values(one.hostFiles[index], `${host} file`, ": ")] as const;
    }),
  ];
  const written = files.filter(([, lines]) => lines.length > 0);
  return {
    [`${name}/hosts`]: `${[...own, ...sections, "[all:vars]", ...values(one.all, "all", "=")].join("\n")}\n`,
    ...Object.fromEntries(written.map(([file, lines]) => [`${name}/${file}`, `${lines.join("\n")}\n`])),
  };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-precedence-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasAnsible())(
  "who wins, as for the real ansible-inventory (skipped where it is not installed)",
  () => {
    test("in random projects", async () => {
      const projects = fc.sample(fc.tuple(inventory, inventory), { numRuns: 60, seed: 20261123 });
      const jobs = projects.map(([one, two], index) => {
        const directory = join(folder, String(index));
        for (const [file, text] of Object.entries({ ...filesOf(one, "one"), ...filesOf(two, "two") })) {
          mkdirSync(dirname(join(directory, file)), { recursive: true });
          writeFileSync(join(directory, file), text);
        }
        return { directory, args: ["-i", "one/hosts", "-i", "two/hosts", "--list"] };
      });
      const theirs = await ansibleInventory(jobs);
      for (const [index, { directory }] of jobs.entries()) {
        const opened = await openInventory(["one/hosts", "two/hosts"], { directory });
        const ours = inventoryAsJson(opened.inventory, (host) => valueMap(Object.entries(variablesAsWritten(host))));
        expect(JSON.parse(JSON.stringify(ours)), directory).toEqual(JSON.parse(theirs[index] ?? ""));
      }
    }, 60_000);
  },
);
