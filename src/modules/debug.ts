import { valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { anything, expression, integer, optional, withDefault } from "../schema/kinds.ts";
import { defineModule } from "./contract/define-module.ts";
import { shownValue } from "./contract/shown-value.ts";

/** Shows a message or a value. */
export default defineModule({
  name: "debug",
  aliases: ["ansible.builtin.debug"],
  summary: "Shows a message or the value of an expression.",
  notes: `
- A secret is shown as \`(secret NAME)\`, also inside lists and mappings; what only a real run can tell is shown with its reason.
- \`var\` is an expression: \`var: settings.stat.mode\`, without braces.`,
  offHost: true,
  readOnly: true,
  parameters: {
    msg: optional(anything("What to show: text, a list or a mapping.")),
    var: optional(expression("An expression whose value is shown. Not together with `msg`.")),
    verbosity: withDefault(integer("Above 0, nothing is shown."), 0),
  },
  examples: [
    { title: "A message", given: {}, task: "debug:\n  msg: Going on with {{ 2 + 2 }} containers.\n", then: {} },
    { title: "A value", given: {}, task: "debug:\n  var: '[1, 2] | length'\n", then: {} },
  ],
  async decide({ msg, var: asked, verbosity }) {
    if (msg !== undefined && asked !== undefined) throw problem("RB5009", 'debug takes "msg" or "var", not both');
    const shown = asked?.value ?? msg ?? "Hello world!";
    const result = valueMap([[asked?.source ?? "msg", shown]]);
    const label = asked === undefined ? "" : `${asked.source}: `;
    return { changes: [], result, ...(verbosity <= 0 && { message: label + shownValue(shown) }) };
  },
});
