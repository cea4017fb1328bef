import fc from "fast-check";
import { expect, test } from "vitest";
import { afterFailure, arrive, behind, isRescued, type Place, placeAt } from "../../../src/engine/place.ts";
import type { Block, Flush, Step } from "../../../src/runbook/model.ts";

/** A leaf that fails or does not, or a block of them. */
type Sketch =
  | { readonly fails: boolean }
  | { readonly steps: readonly Sketch[]; readonly rescue: readonly Sketch[]; readonly always: readonly Sketch[] };

const { list } = fc.letrec<{ sketch: Sketch; list: readonly Sketch[] }>((tie) => ({
  sketch: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: fc.record({ fails: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ steps: tie("list"), rescue: tie("list"), always: tie("list") }) },
  ),
  list: fc.array(tie("sketch"), { maxLength: 4 }),
}));

const file = { name: "sketch", text: "" };
const entry = { name: "step", when: [], tags: [], source: undefined, span: { file, start: 0, end: 0 } };

function stepsOf(sketches: readonly Sketch[], prefix: string): readonly Step[] {
  return sketches.map((sketch, index): Step => {
    const id = `${prefix}${index}${"fails" in sketch && sketch.fails ? "!" : ""}`;
    if ("fails" in sketch) {
      const leaf: Flush = { ...entry, kind: "flush", id, isImplied: false, barrier: false };
      return leaf;
    }
    const block: Block = {
      ...entry,
      kind: "block",
      id,
      variables: new Map(),
      steps: stepsOf(sketch.steps, `${id}.`),
      rescue: stepsOf(sketch.rescue, `${id}.r.`),
      always: stepsOf(sketch.always, `${id}.a.`),
    };
    return block;
  });
}

/** What is done, in the words of the guide; false when it fails. */
function told(steps: readonly Step[], done: string[]): boolean {
  for (const step of steps) {
    if (step.kind !== "block") {
      done.push(step.id);
      if (step.id.endsWith("!")) return false;
      continue;
    }
    const went = told(step.steps, done) || (step.rescue.length > 0 && told(step.rescue, done));
    const tidied = told(step.always, done);
    if (!went || !tidied) return false;
  }
  return true;
}

/** What is done from place to place. */
function walked(steps: readonly Step[], done: string[]): { readonly isOut: boolean; readonly unrescued: number } {
  let place: Place = placeAt(steps);
  let unrescued = 0;
  for (;;) {
    const arrival = arrive(place, (block, holds) => [() => ({ block, holds })]);
    if (arrival.kind !== "at") return { isOut: arrival.kind === "out", unrescued };
    done.push(arrival.step.id);
    place = behind(arrival.place);
    if (!arrival.step.id.endsWith("!")) continue;
    if (!isRescued(arrival.place)) unrescued++;
    const next = afterFailure(arrival.place);
    if (!next) return { isOut: true, unrescued };
    place = next;
  }
}

test("from place to place a host does what blocks, rescues and always say, whatever fails", () => {
  fc.assert(
    fc.property(list, (sketches) => {
      const steps = stepsOf(sketches, "");
      const [expected, found]: [string[], string[]] = [[], []];
      const isFine = told(steps, expected);
      const { isOut, unrescued } = walked(steps, found);
      expect(found).toEqual(expected);
      expect(isOut).toBe(!isFine);
      expect(unrescued > 0).toBe(!isFine);
    }),
    { numRuns: 1000 },
  );
});
