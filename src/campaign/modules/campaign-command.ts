import { defineModule } from "../../modules/contract/define-module.ts";
import { list, text } from "../../schema/kinds.ts";
import { productOf } from "../layout.ts";
import { callOfNlserver } from "../nlserver.ts";
import { installation } from "../parameters.ts";

/** Runs nlserver with arguments, in the product's environment. */
export default defineModule({
  name: "campaign_command",
  summary: "Runs nlserver with arguments, in the product's environment (`nlserver config -reload`).",
  notes: `The product's \`env.sh\` is read before, because only login shells of \`neolane\` have it. Exit codes of nlserver are not
documented: 0 proves little, so look at what it did.

\`\`\`yaml
- campaign_command:
    arguments: [config, -reload]
\`\`\``,
  parameters: {
    home: installation.home,
    arguments: list(text("One argument."), "What follows `nlserver`."),
  },
  examples: [],
  async decide({ home, arguments: words }) {
    return { changes: [callOfNlserver(productOf(home), words)] };
  },
});
