/** Hosts of a batch, how many of them have failed or were lost, and how many percent may. */
export interface Tally {
  readonly hosts: number;
  readonly failed: number;
  /** Absent: any number, as long as one is left. */
  readonly percentage: number | undefined;
}

/** Whether so many hosts have failed that nothing new is to begin. As in Ansible, more than the percentage is too many. */
export function tooManyFailed({ hosts, failed, percentage }: Tally): boolean {
  if (percentage === undefined) return failed > 0 && failed === hosts;
  return failed * 100 > percentage * hosts;
}
