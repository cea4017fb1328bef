/** How long each step may take, in milliseconds. */
export interface Deadlines {
  /** From an open socket to a finished login. */
  readonly login: number;
  /** Opening a channel. */
  readonly channel: number;
  /** From an open channel to a shell that answers: login scripts, sudo and its PAM modules. */
  readonly shell: number;
  /** Between TERM and KILL when a frame's deadline has passed. */
  readonly grace: number;
  /** Between signs of life; a host that gave none after three was asked for, and that long again, is lost. */
  readonly keepalive: number;
  /** A polite end of a connection. */
  readonly close: number;
}

export const defaultDeadlines: Deadlines = {
  login: 14_000,
  channel: 15_000,
  shell: 30_000,
  grace: 3_000,
  keepalive: 3_000,
  close: 2_000,
};
