import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { valueFromJson } from "../../../src/expression/value.ts";
import { yamlText } from "../../../src/expression/yaml/yaml-text.ts";
import { readYaml } from "../../../src/source/read-yaml.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";
import { askAnsible, whyNotAsk } from "../../support/ask-ansible.ts";

const whyNot = whyNotAsk();

/** Text in which YAML finds something to mind. */
const pieces = fc.constantFrom(
  ..."a b yes no null ~ 1 1.5 0x1f 012 1e3 1:30 2026-01-02 - -- --- ... ? : # & * ! | > ' \" % @ ` { } [ ] , = <<".split(
    " ",
  ),
  ..." |  |\n|\n\n|\t|\r|é|ä ö|😀|\u00a0|\u0085|\u2028|\ufeff|\u0007|\\|: | #|word word word word word".split("|"),
);
const text = fc.oneof(
  fc.array(pieces, { maxLength: 6 }).map((all) => all.join("")),
  fc.array(pieces, { maxLength: 40 }).map((all) => all.join(" ")),
  fc
    .array(fc.constantFrom("lorem", "ipsum", "dolor", "'", '"', "x\n", "\u0001"), { maxLength: 40 })
    .map((all) => all.join(" ")),
);
const scalar = fc.oneof(text, text, fc.integer(), fc.constantFrom(true, false, null, 0.5, 1e-7, 1.25e30));
const key = fc
  .oneof(text, fc.stringMatching(/^[a-z]{1,3}$/), fc.constant("k".repeat(130)))
  .filter((one) => one !== "__proto__");
const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie("data"), { maxLength: 4 }),
    fc.array(scalar, { maxLength: 30 }),
    fc.array(fc.tuple(key, tie("data")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

const layouts = [
  { filter: "to_yaml", layout: { indent: 2, width: 80, sortKeys: true, flow: "leaves" } },
  { filter: "to_nice_yaml", layout: { indent: 4, width: 80, sortKeys: true, flow: "never" } },
  { filter: "to_nice_yaml(indent=2, width=30)", layout: { indent: 2, width: 30, sortKeys: true, flow: "never" } },
  { filter: "to_yaml(default_flow_style=true)", layout: { indent: 2, width: 80, sortKeys: true, flow: "always" } },
] as const;

/** Text of YAML 1.1, which PyYAML writes, that YAML 1.2 takes for a number. */
const newNumber = /^[-+]?[0-9]+(\.[0-9]*)?[eE][0-9]+$|^0o[0-7]+$/;

test("what is written as YAML reads back as the same data", () => {
  const readable = text.filter(
    (one) =>
      !newNumber.test(one) && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/.test(one),
  );
  fc.assert(
    fc.property(fc.array(readable, { maxLength: 5 }), fc.constantFrom(...layouts), (texts, { layout }) => {
      const written = yamlText(texts, layout);
      expect(valueOfLocated(readYaml({ name: "test", text: written })), written).toEqual(texts);
    }),
    { numRuns: 500 },
  );
});

describe.skipIf(whyNot !== undefined)(`YAML is written as Ansible writes it (${whyNot ?? "asks Ansible"})`, () => {
  test("random data, byte for byte", () => {
    const samples = fc.sample(data, { numRuns: 400, seed: 20261123 });
    const cases = samples.flatMap((_, index) =>
      layouts.map(({ filter }) => ({ kind: "expression" as const, text: `samples[${index}] | ${filter}` })),
    );
    const answers = askAnsible(cases, { samples });
    let compared = 0;
    for (const [index, sample] of samples.entries()) {
      for (const [place, { layout, filter }] of layouts.entries()) {
        const answer = answers[index * layouts.length + place];
        if (answer === undefined || "error" in answer) continue;
        compared += 1;
        const written = yamlText(valueFromJson(sample), layout);
        expect(written, `${JSON.stringify(sample)} | ${filter}`).toBe(answer.value);
      }
    }
    expect(compared).toBeGreaterThan(1200);
  });
});
