/** The id of the job that was not started, since there was nothing to do. */
export const nothingRan = "nothing-ran";

/** Whether a text can be a job's id: of the run on its host, and the number of the change. */
export function isJobId(text: string): boolean {
  return /^[0-9a-z-]+\.\d+$/.test(text);
}
