import { type ValueMap, valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { mapping } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { withUnknowns } from "../schema/with-unknowns.ts";
import { defineModule } from "./contract/define-module.ts";

/** Sets variables of a host. */
export default defineModule({
  name: "set_fact",
  aliases: ["ansible.builtin.set_fact"],
  summary: "Sets variables of the host for the rest of the run.",
  notes: `
- Every key is a variable. Values keep their types: \`"{{ 2 + 2 }}"\` is a number.
- They win over the variables of plays and the inventory; extra vars win over them.
- What only a real run can tell stays unknown in a plan, and so does what is made from it.
- Nothing is kept for the next run (\`cacheable: true\` is an error).`,
  offHost: true,
  freeKeys: "facts",
  sets: "free keys",
  readOnly: true,
  parameters: {
    facts: withUnknowns(mapping("Names and values: any key but the others here.")),
    cacheable: refused({ accepts: false, why: "Facts last for one run; look at the host again in the next." }),
  },
  examples: [
    {
      title: "Two variables",
      given: {},
      task: "set_fact:\n  port: 8080\n  url: http://localhost:{{ 8000 + 80 }}/\n",
      then: {},
    },
    { title: "A list", given: {}, task: "set_fact:\n  modules: [web, pipelined]\n", then: {} },
  ],
  async decide({ facts }) {
    for (const name of Object.keys(facts)) checkName(name);
    return { changes: [], sets: facts, result: factsResult(facts) };
  },
});

function checkName(name: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return;
  throw problem("RB5009", `"${name}" cannot be the name of a variable`, {
    hint: "A name has letters, digits and underscores, and does not begin with a digit.",
  });
}

function factsResult(facts: ValueMap): ValueMap {
  return valueMap([["ansible_facts", facts]]);
}
