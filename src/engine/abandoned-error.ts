/** Ends the decision of a task that will not take place, since what came before it on the host failed. */
export class AbandonedError extends Error {
  constructor() {
    super("what came before failed, so this task does not take place");
    this.name = "AbandonedError";
  }
}
