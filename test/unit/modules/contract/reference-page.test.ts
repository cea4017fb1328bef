import { expect, test } from "vitest";
import { defineModule } from "../../../../src/modules/contract/define-module.ts";
import { referencePage } from "../../../../src/modules/contract/reference-page.ts";
import { referenceText } from "../../../../src/modules/contract/reference-text.ts";
import { alias, integer, oneOf, path, withDefault } from "../../../../src/schema/kinds.ts";
import { refused } from "../../../../src/schema/refused.ts";

const greet = defineModule({
  name: "greet",
  aliases: ["example.greet"],
  summary: "Greets.",
  notes: "\n- It is **kind**.",
  freeForm: "dest",
  parameters: {
    times: withDefault(integer("How often it greets, which may be many times, so that this line is a long one."), 1),
    dest: alias(path("Where."), "path"),
    style: withDefault(oneOf(["warm", "cool"], "How."), "warm"),
    backup: refused({ accepts: false, why: "There is no need." }),
  },
  examples: [
    { title: "Once", given: { "/a": "x\n" }, task: "greet: /a\n", then: { "/a": "x\n", "/b": { link: "a" } } },
  ],
  decide: async () => ({ changes: [] }),
});

test("a reference page has names, parameters, notes, examples, and what is not supported", () => {
  expect(referencePage(greet)).toBe(`# greet

Greets.

Also called \`example.greet\`.

## Parameters

| Name | Type | Default | Meaning |
| --- | --- | --- | --- |
| \`dest\`, \`path\` | path | required | Where. Also the text after the module's name. |
| \`times\` | whole number | \`1\` | How often it greets, which may be many times, so that this line is a long one. |
| \`style\` | warm \\| cool | \`warm\` | How. |

## Notes

- It is **kind**.

## Examples

### Once

On the host before:

\`\`\`text
/a
  x
\`\`\`

Task:

\`\`\`yaml
- name: Once
  greet: /a
\`\`\`

On the host after:

\`\`\`text
/a
  x
/b -> a
\`\`\`

## Not supported

| Ansible's parameter | Accepted | Why |
| --- | --- | --- |
| \`backup\` | \`false\` | There is no need. |
`);
});

test("the terminal shows the same, wrapped", () => {
  const text = referenceText(greet, 60);
  expect(text).toContain(
    "greet: Greets.\n\nAlso called example.greet.\n\nPARAMETERS\n\n  dest, path (path, required)\n",
  );
  expect(text).toContain(
    "      How often it greets, which may be many times, so that\n      this line is a long one.\n",
  );
  expect(text).toContain("  style (warm | cool, default warm)\n");
  expect(text).toContain("    Task:\n      - name: Once\n        greet: /a\n");
  expect(text).toContain("NOT SUPPORTED\n\n  backup (only false)\n      There is no need.\n");
  expect(text.split("\n").every((line) => line.length <= 60)).toBe(true);
});
