import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import { valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Evaluated } from "../schema/kind.ts";
import { alias, boolean, expression, list, nameOfType, optional, text, withDefault } from "../schema/kinds.ts";
import { defineModule } from "./contract/define-module.ts";

const passed = "All assertions passed";

/** Stops a host unless conditions hold. */
export default defineModule({
  name: "assert",
  aliases: ["ansible.builtin.assert"],
  summary: "Stops a host unless conditions hold.",
  notes: `
- Each condition must be true or false. Anything else is an error, since \`that: "{{ text }}"\` would hold for the word "false"
  too; write the comparison that you mean.
- In a plan a condition may hang on what only a real run can tell; it is then shown as unknown and stops nothing.`,
  offHost: true,
  readOnly: true,
  parameters: {
    that: list(expression("A condition."), "Conditions, as in `when`: expressions without braces. All must hold."),
    fail_msg: alias(optional(text("What to say when one does not hold.")), "msg"),
    success_msg: optional(text("What to say when all hold.")),
    quiet: withDefault(boolean("Whether to say nothing when all hold."), false),
  },
  examples: [
    {
      title: "Two conditions and what to do about them",
      given: {},
      task: "assert:\n  that:\n    - 2 + 2 == 4\n    - \"'camp' in 'camp1'\"\n  fail_msg: Set instance in the inventory.\n",
      then: {},
    },
    {
      title: "One condition",
      given: { "/etc/app/app.conf": "port = 80\n" },
      task: "assert:\n  that: 80 < 1024\n  success_msg: The port is a privileged one.\n",
      then: { "/etc/app/app.conf": "port = 80\n" },
    },
  ],
  async decide({ that, fail_msg: failMessage, success_msg: successMessage, quiet }) {
    for (const condition of that) check(condition, failMessage);
    const unknown = that.map(({ value }) => value).find((value) => value instanceof Unknown);
    if (unknown) throw new UnknownError(unknown);
    const message = successMessage ?? passed;
    const result = valueMap([["msg", message]]);
    return { changes: [], result, ...(!quiet && successMessage !== undefined && { message }) };
  },
});

/** Throws for a condition that does not hold; one that cannot be told passes here. */
function check({ source, value }: Evaluated, failMessage: string | undefined): void {
  if (value === true || value instanceof Unknown) return;
  if (value !== false) {
    throw problem("RB1101", `"${source}" must be true or false, not ${nameOfType(value)}`, {
      hint: 'Compare it with something, or use the filter "bool".',
    });
  }
  throw problem("RB5010", failMessage ?? `this does not hold: ${source}`, {
    hint: failMessage === undefined ? undefined : `The condition was: ${source}`,
  });
}
