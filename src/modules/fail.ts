import { problem } from "../problems/problem.ts";
import { text, withDefault } from "../schema/kinds.ts";
import { defineModule } from "./contract/define-module.ts";

/** Stops a host with a message. */
export default defineModule({
  name: "fail",
  aliases: ["ansible.builtin.fail"],
  summary: "Stops a host with a message.",
  notes: "Use it with `when`:\n\n```yaml\n- fail:\n    msg: This build is not supported.\n  when: build < 9032\n```",
  offHost: true,
  readOnly: true,
  alwaysFails: true,
  parameters: { msg: withDefault(text("Why, and what to do about it."), "Failed as requested from task") },
  examples: [],
  async decide({ msg }) {
    throw problem("RB5010", msg);
  },
});
