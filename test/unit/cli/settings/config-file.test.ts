import { describe, expect, test } from "vitest";
import { readConfigFile } from "../../../../src/cli/settings/config-file.ts";
import { ProblemError } from "../../../../src/problems/problem.ts";
import { placeOf } from "../../../../src/source/span.ts";

const read = (text: string) => readConfigFile({ name: "ansible.cfg", text });
const plain = (text: string) => read(text).map(({ section, key, value }) => [section, key, value]);

function mistake(text: string): string {
  try {
    read(text);
    return "fine";
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, message, at }) => `${code} ${at ? placeOf(at) : "?"} ${message}`).join("\n");
  }
}

describe("an ansible.cfg", () => {
  test("has sections, keys in any case, both signs, comments of both kinds", () => {
    const text =
      "# c\n[defaults]\nForks = 20 ; many\r\nremote_user: ann\nhash=#1\nempty =\n; c\n[ssh_connection] # s\nssh_args = -o X=y\n";
    expect(plain(text)).toEqual([
      ["defaults", "forks", "20"],
      ["defaults", "remote_user", "ann"],
      ["defaults", "hash", "#1"],
      ["defaults", "empty", ""],
      ["ssh_connection", "ssh_args", "-o X=y"],
    ]);
  });

  test("lets values go on in indented lines", () => {
    expect(plain("[defaults]\ninventory = a,\n    b\n\n  c\nforks = 1\n")).toEqual([
      ["defaults", "inventory", "a,\nb\nc"],
      ["defaults", "forks", "1"],
    ]);
  });

  test.each([
    ["forks = 1\n", "RB8007 ansible.cfg:1:1 this line stands in no section"],
    ["[defaults]\nforks\n", "RB8007 ansible.cfg:2:1 this line is neither a section nor name = value"],
    ["[defaults]\nforks=1\nFORKS=2\n", 'RB8007 ansible.cfg:3:1 "forks" stands twice in [defaults]'],
  ])("%j is a mistake", (text, expected) => {
    expect(mistake(text)).toBe(expected);
  });
});
