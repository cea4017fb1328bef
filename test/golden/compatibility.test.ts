import { describe, expect, test } from "vitest";
import { filters } from "../../src/expression/filters/filters.ts";
import { functions } from "../../src/expression/functions.ts";
import { leftOut } from "../../src/expression/left-out.ts";
import { lookups } from "../../src/expression/lookups/lookups.ts";
import { methods } from "../../src/expression/methods.ts";
import { tests } from "../../src/expression/tests/tests.ts";
import {
  blockKeywords,
  foreignKeywords,
  importKeywords,
  playKeywords,
  taskKeywords,
} from "../../src/runbook/keywords.ts";
import { goldenCases } from "../support/golden-cases.ts";

// The compatibility table is whole: whatever a playbook can name stands in it.
const cases = goldenCases();

/** Words between backticks in what the cases of these parts show. */
function shown(...parts: readonly string[]): ReadonlySet<string> {
  const said = cases
    .filter(({ part = "" }) => parts.length === 0 || parts.includes(part))
    .flatMap(({ shows = [] }) => shows);
  return new Set(said.flatMap((what) => what.match(/`[^`]+`/g) ?? []).flatMap((quoted) => quoted.match(/\w+/g) ?? []));
}

const missing = (names: Iterable<string>, ...parts: readonly string[]) => {
  const known = shown(...parts);
  return [...names].filter((name) => !known.has(name)).sort();
};

/** Ours, or what needs a host of its own; those are tested with a real sshd. */
const elsewhere = [
  "become",
  "become_flags",
  "become_method",
  "become_user",
  "port",
  "remote_user",
  "confirm_within",
  "lock",
  "manual",
  "name",
  "rollout",
  "source",
];

describe("the compatibility table has", () => {
  test("every keyword", () => {
    const keywords = [...playKeywords, ...taskKeywords, ...blockKeywords, ...importKeywords, ...foreignKeywords];
    const names = new Set(keywords.map((keyword) => keyword.replace("ansible.builtin.", "")));
    expect(missing(names).filter((name) => !elsewhere.includes(name))).toEqual([]);
  });

  test("every filter, test, lookup, function and method", () => {
    expect(missing(filters.keys(), "Filters")).toEqual([]);
    expect(
      missing(
        [...tests.keys()].filter((name) => /^\w+$/.test(name)),
        "Tests",
      ),
    ).toEqual([]);
    expect(missing(lookups.keys(), "Lookups")).toEqual([]);
    expect(missing(functions.keys(), "Functions")).toEqual([]);
    expect(missing(methods.keys(), "Methods")).toEqual([]);
  });

  test("everything of expressions that is left out", () => {
    const parts = {
      filter: "Filters",
      test: "Tests",
      lookup: "Lookups",
      function: "Functions",
      method: "Methods",
      statement: "Templates",
    };
    for (const [kind, part] of Object.entries(parts)) {
      const names = [...leftOut.keys()].flatMap((key) =>
        key.startsWith(`${kind} `) ? [key.slice(kind.length + 1)] : [],
      );
      expect(missing(names, part), kind).toEqual([]);
    }
  });
});
