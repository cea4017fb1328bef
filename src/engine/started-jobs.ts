import type { Become } from "../transport/connection.ts";
import type { Part, Replies } from "./batch.ts";
import { jobsLeft, type LeftJob } from "./jobs-left.ts";
import type { Clock } from "./run-context.ts";

/** Who starts jobs on a host: the user's name, and how that user is become. */
interface Starter {
  readonly user: string;
  readonly become: Become | undefined;
}

/** The jobs that a run has started on one host: their folders, and by which task. */
export class StartedJobs {
  readonly #started = new Map<string, Starter & { readonly jobs: Map<string, string> }>();

  /** Those of one user, to add to; `key` tells users apart. */
  of(key: string, { user, become }: Starter): Map<string, string> {
    const known = this.#started.get(key) ?? { user, become, jobs: new Map() };
    this.#started.set(key, known);
    return known.jobs;
  }

  /** Those that go on, as far as is known; `open` gives a user's shell. Never throws. */
  async left(
    open: (become: Become | undefined) => Promise<{ ask(parts: readonly Part[]): Promise<Replies> }>,
    clock: Pick<Clock, "now">,
  ): Promise<readonly LeftJob[]> {
    const started = [...this.#started.values()].filter(({ jobs }) => jobs.size > 0);
    const asked = started.map(({ jobs, user, become }) => jobsLeft(jobs, { shell: open(become), user, clock }));
    return (await Promise.all(asked)).flat();
  }
}
