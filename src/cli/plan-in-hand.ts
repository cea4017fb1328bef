import type { PlanKeeper, PlanToFollow } from "../engine/plan-to-follow.ts";
import type { Listener } from "../events/bus.ts";
import { PlanFold } from "../plans/plan-facts.ts";
import { planToFollow } from "../plans/planned-host.ts";

/** A plan while it is made, with all that is needed to apply or save it. */
export class PlanInHand implements PlanKeeper {
  readonly fold = new PlanFold();
  readonly contents = new Map<string, Uint8Array>();
  /** Files beside the runbook, by absolute path. */
  readonly files = new Map<string, Uint8Array>();
  readonly listener: Listener = (event) => this.fold.take(event);

  content(digest: string, content: Uint8Array): void {
    this.contents.set(digest, content);
  }

  file(path: string, content: Uint8Array): void {
    this.files.set(path, content);
  }

  /** The plan, to be applied at once; `undefined` when it was broken off. */
  toFollow(redact: (text: string) => string): PlanToFollow | undefined {
    const { facts } = this.fold;
    return facts && planToFollow(facts, { contents: (digest) => this.contents.get(digest), redact });
  }
}
