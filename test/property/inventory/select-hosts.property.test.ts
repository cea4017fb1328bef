import fc from "fast-check";
import { expect, test } from "vitest";
import { readInventory } from "../../../src/inventory/read-inventory.ts";
import { selectHosts } from "../../../src/inventory/select-hosts.ts";
import { ProblemError } from "../../../src/problems/problem.ts";

const hosts = ["a1", "a2", "b1", "b2", "c.d"] as const;
const groups = ["ga", "gb", "gc"] as const;
type Fleet = Readonly<Record<(typeof groups)[number], readonly string[]>>;

const members = fc.subarray([...hosts], { minLength: 1 });
const fleet: fc.Arbitrary<Fleet> = fc.record({ ga: members, gb: members, gc: members });
const name = fc.constantFrom(...groups, ...hosts, "all", "a*", "?1", "~[ab]", "g[ab]", "*.d");
const term = fc.record({ sign: fc.constantFrom("", "", "!", "&"), name });

function inventoryOf(sets: Fleet) {
  const lines = groups.flatMap((group) => [`[${group}]`, ...sets[group]]);
  return readInventory([{ name: "h.ini", text: [...hosts, ...lines].join("\n") }]);
}

/** The meaning of one name, written as plainly as possible. */
function meaning(sets: Fleet, wanted: string): ReadonlySet<string> {
  const fits: Readonly<Record<string, (candidate: string) => boolean>> = {
    "a*": (candidate) => candidate.startsWith("a"),
    "?1": (candidate) => candidate.length === 2 && candidate.endsWith("1"),
    "~[ab]": (candidate) => candidate.startsWith("a") || candidate.startsWith("b"),
    "g[ab]": (candidate) => candidate === "ga" || candidate === "gb",
    "*.d": (candidate) => candidate.endsWith(".d"),
  };
  const isMeant = fits[wanted] ?? ((candidate: string) => candidate === wanted);
  const everyone = isMeant("all") ? hosts : [];
  return new Set([...everyone, ...hosts.filter(isMeant), ...groups.filter(isMeant).flatMap((group) => sets[group])]);
}

test("a pattern means: everything added, and of that what is kept, and of that what is not removed", () => {
  fc.assert(
    fc.property(
      fleet,
      fc.array(term, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(",", ":"),
      (sets, terms, comma) => {
        const of = (sign: string) => terms.filter((one) => one.sign === sign).map((one) => meaning(sets, one.name));
        const added = of("").length > 0 ? of("") : [new Set<string>(hosts)];
        const expected = hosts
          .filter((host) => added.some((set) => set.has(host)))
          .filter((host) => of("&").every((set) => set.has(host)))
          .filter((host) => !of("!").some((set) => set.has(host)));
        const pattern = terms.map((one) => one.sign + one.name).join(comma);
        try {
          const found = selectHosts(inventoryOf(sets), pattern).map((host) => host.name);
          expect(found.toSorted()).toEqual([...expected].sort());
          expect(new Set(found).size).toBe(found.length);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          expect(expected).toEqual([]);
          expect(error.problems[0]?.code).toBe("RB3003");
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("a subscript is a cut of the group's list, both ends included", () => {
  fc.assert(
    fc.property(fleet, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), (sets, first, last) => {
      const expected = sets.ga.filter((_, index) => index >= first && index <= last);
      const select = () => selectHosts(inventoryOf(sets), `ga[${first}:${last}]`).map((host) => host.name);
      if (expected.length === 0) expect(select).toThrow("matches no host");
      else expect(select()).toEqual(expected);
    }),
  );
});

test("no pattern makes it throw anything but problems", () => {
  const inventory = inventoryOf({ ga: ["a1"], gb: ["a2"], gc: ["b1"] });
  const pieces = fc.constantFrom(
    "a1",
    "ga",
    "~",
    "*",
    "[",
    "]",
    "0",
    ":",
    "-1",
    ",",
    "!",
    "&",
    "(",
    "\\",
    "?",
    " ",
    "@",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 2 })), { maxLength: 8 }), (parts) => {
      try {
        selectHosts(inventory, parts.join(""));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
