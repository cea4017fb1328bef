import { resumeAndCheck } from "../go-on.mjs";
import { run } from "../scene.mjs";

/** SIGKILL of the controller at random moments of an apply and of its resumes. Some hosts have bash for `sh`. */
export const kill = {
  name: "kill",
  async round(bench, random) {
    const moment = (part = 1) => ({ killAfter: random.between(0.1, 1.05) * part * bench.usual });
    const first = moment();
    const bash = ["h1", "h2", "h3"].filter(() => random.chance(0.3));
    await bench.inScene({ bash }, `killed after ${Math.round(first.killAfter)} ms`, async (made) => {
      const format = random.chance(0.7) ? ["--format", "json"] : [];
      const end = await run(made, ["apply", "site.yaml", "-y", ...format], first);
      bench.count("runs");
      if (end.wasCut) bench.count("kills");
      else bench.timed(end);
      const cuts = Array.from({ length: random.oneOf([0, 0, 1, 1, 2, 3]) }, () => moment(0.8));
      return resumeAndCheck(bench, made, end, cuts);
    });
  },
};
