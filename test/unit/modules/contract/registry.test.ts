import { describe, expect, test } from "vitest";
import { allModules, findModule, loadModule, moduleNames } from "../../../../src/modules/contract/registry.ts";
import { ProblemError } from "../../../../src/problems/problem.ts";

describe("modules are found by name", () => {
  test("by their own and by Ansible's", async () => {
    expect((await loadModule("copy")).name).toBe("copy");
    expect((await loadModule("ansible.builtin.copy")).name).toBe("copy");
    expect(findModule("set_fact")?.name).toBe("set_fact");
    expect(findModule("constructor")).toBeUndefined();
  });

  test("and a slip gets a suggestion", async () => {
    const error = await loadModule("comand").catch((one: unknown) => one);
    expect(error instanceof ProblemError && error.problems).toMatchObject([
      { code: "RB2102", message: 'there is no module "comand"', hint: 'did you mean "command"?' },
    ]);
    const other = await loadModule("zzzzzzzzzz").catch((one: unknown) => one);
    expect(other instanceof ProblemError && other.problems).toMatchObject([
      { hint: '"runbook modules" lists all of them.' },
    ]);
  });

  test("every name leads to a module of that name", () => {
    expect(allModules().length).toBeGreaterThan(9);
    for (const name of moduleNames())
      expect([findModule(name)?.name, ...(findModule(name)?.aliases ?? [])]).toContain(name);
  });
});
