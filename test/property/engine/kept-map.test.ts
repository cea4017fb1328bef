import fc from "fast-check";
import { expect, test } from "vitest";
import { KeptMap } from "../../../src/engine/kept-map.ts";

const name = fc.constantFrom("a", "b", "c", "d");
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name, value: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.constant("keep" as const) },
  { weight: 1, arbitrary: fc.constant("undo" as const) },
);

test("a kept map is put back to what it was, however often something was kept and put back in between", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const map = new KeptMap<number>();
      const kept: { readonly was: ReadonlyMap<string, number>; readonly undo: () => void }[] = [];
      for (const one of steps) {
        if (one === "keep") kept.push({ was: new Map(map.values), undo: map.keep() });
        else if (one !== "undo") map.set(one.name, one.value);
        else {
          const last = kept.pop();
          last?.undo();
          if (last) expect(map.values).toEqual(last.was);
        }
      }
      for (const { was, undo } of kept.toReversed()) {
        undo();
        expect(map.values).toEqual(was);
      }
    }),
    { numRuns: 500 },
  );
});
