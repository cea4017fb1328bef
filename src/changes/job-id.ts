/** The id of the job that was not started, since there was nothing to do. */
export const nothingRan = "nothing-ran";

/** Whether a text can be a job's id: the run's, the host's in it, and the number of the change. */
export function isJobId(text: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-z]{4}-[0-9a-z]{16}\.\d+$/.test(text);
}
