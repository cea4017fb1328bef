/** Runs something again and again, so many milliseconds apart, until the answer is called. */
export type Ticker = (milliseconds: number, run: () => void) => () => void;

/** A ticker of real time; it keeps no process alive. */
export const realTicker: Ticker = (milliseconds, run) => {
  const timer = setInterval(run, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
};
