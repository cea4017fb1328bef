import { defineModule } from "../../modules/contract/define-module.ts";
import { problem } from "../../problems/problem.ts";
import { boolean, integer, text, withDefault } from "../../schema/kinds.ts";
import { supportedBuilds, supportOf } from "../support.ts";

/** Refuses builds that do not support Triggers through Adobe I/O. */
export default defineModule({
  name: "campaign_build",
  summary: "Refuses Campaign builds that do not support Triggers through Adobe I/O.",
  notes: `The change went into four lines at once, so a newer build is not always a better one: 9039 (19.1.8) has it, 9082 (19.2.4)
and 9182 (20.2.3) do not, 9187 (20.2.4) and everything from 9228 (20.3.1) on do. Every Gold Standard release is build 9032; its
sha tells which one it is. Builds of which nothing is documented are refused unless \`accept_unknown\` is set.`,
  parameters: {
    build: integer("The build number."),
    sha: withDefault(text("The commit that the build names, seven digits or more; may be empty."), ""),
    release: withDefault(text("What is printed before the build; may be empty."), ""),
    accept_unknown: withDefault(boolean("Go on with a build of which nothing is documented."), false),
  },
  examples: [
    {
      title: "20.2.4 is supported; without the right sha, a Gold Standard build is not",
      given: {},
      task: "campaign_build:\n  build: 9187\n",
      then: {},
    },
  ],
  offHost: true,
  readOnly: true,
  async decide({ build, sha, release, accept_unknown }) {
    const { verdict, because } = supportOf({
      number: build,
      ...(sha && { sha: sha.toLowerCase() }),
      ...(release && { release }),
    });
    const said = `build ${build}${sha && `@${sha}`}: ${because}`;
    if (verdict === "unsupported") throw problem("RB6001", said, { hint: supportedBuilds });
    if (verdict === "unknown" && !accept_unknown) {
      throw problem("RB6001", said, { hint: `${supportedBuilds} accept_unknown goes on regardless.` });
    }
    return { changes: [], message: said };
  },
});
