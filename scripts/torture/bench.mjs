import { endAll } from "./processes.mjs";
import { remove, run, scene } from "./scene.mjs";

/**
 * What campaigns work with: the program under test, counters, how long an undisturbed run takes, and where violations go.
 * `keep`: folders of scenes with a violation stay.
 */
export class Bench {
  constructor(program, { keep = false } = {}) {
    this.program = program;
    this.keep = keep;
    this.counts = {};
    this.violations = [];
    this.skipped = new Map();
    this.usual = 1000;
  }

  count(what, by = 1) {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }

  skip(what, by = 1) {
    this.skipped.set(what, (this.skipped.get(what) ?? 0) + by);
  }

  /** How long a run takes at present, in milliseconds. */
  timed({ took }) {
    this.usual = this.usual * 0.7 + took * 0.3;
  }

  /** Runs `work` with a scene, which is taken away afterwards; it returns violations. */
  async inScene(options, label, work) {
    const made = scene(this.program, options);
    let found;
    try {
      found = await work(made);
    } catch (error) {
      found = [["trial", error.stack ?? String(error)]];
    }
    await endAll(made);
    for (const [invariant, evidence] of found)
      this.violations.push({ invariant, evidence, label, folder: made.folder });
    if (found.length === 0 || !this.keep) remove(made);
  }

  /** A run that nothing disturbs: how long it takes, and that it comes to its end. */
  async warmUp() {
    await this.inScene({}, "undisturbed", async (made) => {
      const { afterEnd } = await import("./checker.mjs");
      const end = await run(made, ["apply", "site.yaml", "-y", "--format", "json"]);
      this.usual = end.took;
      return afterEnd(made, end);
    });
  }
}
